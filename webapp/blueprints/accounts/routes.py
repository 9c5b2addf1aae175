"""The blueprint with all its routes: each noun has a file, and importing it registers its routes."""

from webapp.blueprints.accounts import (
    account,
    apps,
    blueprint,
    confirmations,
    email_changes,
    factors,
    first_run,
    login_factors,
    passkeys,
    password_resets,
    recovery_codes,
    sessions,
    sign_ups,
)

__all__ = [
    "account",
    "apps",
    "blueprint",
    "confirmations",
    "email_changes",
    "factors",
    "first_run",
    "login_factors",
    "passkeys",
    "password_resets",
    "recovery_codes",
    "sessions",
    "sign_ups",
]
