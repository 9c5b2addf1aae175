"""Rounds of pairing: suggestions for everybody who waits, worked on by an admin, who then introduces.

`making.py` makes a draft, `working.py` changes it, `solving.py` finds the best for what is open, `board.py` shows it,
`publishing.py` introduces, and `record.py` says afterwards what came of it. Nothing here introduces by itself.
"""
