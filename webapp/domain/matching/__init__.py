"""The optimiser that suggests pairs: a pool of people in, the best pairs for the whole pool out. It never introduces.

`pool.py` is what goes in, `parts.py` says how well two fit and why, `rules.py` what forbids it, `solver.py` finds the
best for all at once. NumPy and SciPy are imported only where matching runs: import these modules inside functions of
whatever is loaded at start.
"""

import os

# The matrices are thin: a second thread waits more than it works (five times the processor's time on a busy machine),
# and the chat wants the other core. It counts only before NumPy is first imported, which is why it stands here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
