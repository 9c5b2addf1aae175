"""What the Makefile's recipes call."""
