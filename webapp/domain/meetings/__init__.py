"""The meetings of a pair: times are proposed, one is agreed on, it is held. Where they meet is sealed.

Every verb holds the pair's row, so that of two who act at once the second one finds what the first one did. What stands
is not changed by a wish to move it: an agreed meeting keeps its time until the other has accepted a new one.
"""

from webapp.domain.meetings.reading import next_of

__all__ = ["next_of"]
