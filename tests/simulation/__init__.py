"""A program of many pairs over weeks: a controlled clock, real mail, a worker that is killed, an oracle that judges."""
