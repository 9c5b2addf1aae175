"""The optimiser that suggests pairs: a pool of people in, the best pairs for the whole pool out. It never introduces.

`pool.py` is what goes in, `parts.py` says how well two fit and why, `rules.py` what forbids it, `solver.py` finds the
best for all at once. NumPy and SciPy are imported only where matching runs: import these modules inside functions of
whatever is loaded at start.
"""
