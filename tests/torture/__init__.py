"""Faults that the chat must survive, on the real server: `python -m tests.torture --help`, `make torture`."""
