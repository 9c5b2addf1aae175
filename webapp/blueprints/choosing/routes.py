"""Where mentees have a say: ranking suggested mentors, and asking them one after the other."""

from webapp.blueprints.choosing import answers, rankings, requests, words
from webapp.blueprints.choosing.blueprint import blueprint

__all__ = ["answers", "blueprint", "rankings", "requests", "words"]
