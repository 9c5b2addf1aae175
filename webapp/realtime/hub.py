"""Stub until the chat lands."""


def configure(redis_url: str) -> None:
    """Choose memory or Redis."""
