"""Scanners from outside, run on the code and on the real server: `make scan`, or `python -m tests.security`."""
