"""What the clock, or whoever is back, begins: partners are told of absences, and pairs of stand-ins end."""

from webapp.domain import absences, stand_ins
from webapp.realtime import broadcasts


def go_round() -> int:
    """Tell, close, announce; returns how many absences were told of. May run twice, and in every process at once."""
    told = absences.tell()
    for pair_id in stand_ins.close_over():
        broadcasts.pair_closed(pair_id)
    return told
