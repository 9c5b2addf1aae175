"""How a program pairs, and what comes of it. Importing a file registers its routes."""

from webapp.blueprints.policies import policy, prospects, rules
from webapp.blueprints.policies.blueprint import blueprint

__all__ = ["blueprint", "policy", "prospects", "rules"]
