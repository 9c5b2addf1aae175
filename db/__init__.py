"""Rows: how they are stored, the rules that need only themselves, and the queries that have a name."""
