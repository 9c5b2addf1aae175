"""The blueprint with all its routes: each noun has a file, and importing it registers its routes."""

from webapp.blueprints.accounts import (
    account,
    blueprint,
    email_changes,
    factors,
    first_run,
    password_resets,
    sessions,
    sign_ups,
)

__all__ = ["account", "blueprint", "email_changes", "factors", "first_run", "password_resets", "sessions", "sign_ups"]
