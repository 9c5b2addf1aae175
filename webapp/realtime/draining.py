"""Draining."""


def on_signals() -> None:
    """Stub until the chat lands."""
