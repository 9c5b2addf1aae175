"""The weekly rhythm: what a pair is told when, gently, at most one nudge a day. Late is never "failed".

`tick()` finds what is due to whom and tells it. It may run at any time, again, and in any number of processes at once.

**Who is told at all.** The two of each `active` pair of a program that is enrolling or running and whose rhythm is on.
A pair rests (neither is told anything of it) while one of the two is away or their account is not in use, and across a
block. Nobody is told anything who has turned the topic `rhythm` off for every medium.

**When.** By the clock of each member's own zone: from the program's hour on to the end of the day, outside the
program's quiet hours and the member's own (only where they have said some). A nudge a day and member: `Nudge` is
unique by the member's own day, over all their programs. An hour that summer time skips is over at once; one that it
brings twice is still one day.

**From when.** `begun` is the newest of: introduced, resumed after a pause or suspension, back from an absence of
either of the two. `sign` (the last sign of life) is the newest of: begun, a message, a step done, the time of a
meeting that was agreed (unless it was said not to have happened) or told of, "yes, we have heard from each other",
"we keep going". Days between two moments are days on the member's own calendar.

**Which kind is due when** (`rules.py`; occasion in brackets; each pair, member, kind and occasion is told once):

- `closing` [sign/last]: the last warning, seven days or more after the question below was put to this member, unless
  they have said "close" or have turned the question off by a sign of life.
- `closing` [sign/ask]: silent for `closing_days`, and this member was nudged of this silence at least seven days ago
  (no need of it where the program has no `silent_days`).
- `first_message` [first]: nobody has written, nor did the mentor hear from the mentee elsewhere; from `first_hours`
  after `begun` on, for seven days. Both; the mentee is told to write first.
- `silent` [sign/7, sign/14, …]: the largest of `silent_days` that the silence has reached, and no smaller one.
  Nothing while a meeting is agreed upon that is still to come (nor `closing`).
- `heard` [first]: to the mentor, from `heard_days` after `begun` on, for three days, while the mentee has not written.
- `check_in` [its day]: on the check-in weekday or the two days after it, if the member has not checked in for that
  week, and the pair had begun five days before.
- `pulse` [its day]: each `pulse_days` after the introduction or the last pulse given; told within seven days of that,
  and if the pair has begun five days before. What was not answered is asked again a period later.
- `step_opened` [the step's id]: the first step that is not done opens at its turn: `cadence_days` for each step
  before it after the introduction, or the program's start if that is later; but not before the day after the pair last
  did a step, however late that is. The first step is not announced where the introduction itself opens it.

**What outranks what.** On the one nudge of a day: the order above (the last warning before the question), then the
program with the smaller id. One nudge tells one kind, of all the member's pairs in the program for which it is due (a
mentor with five mentees gets one that names them all). What was outranked comes on the next day if it still holds by
then, else not at all: nothing is queued.

**How a silent pair closes.** Both are asked. "Keep going", by either, ends the silence. "Close", by both, closes it at
once. Else both are warned once more, with the day; it closes when each of the two has either said "close" or was warned
seven days ago, and there was no sign of life meanwhile. Whoever cannot be warned is not closed.
It has ended then, or completed if its whole path was walked.

A number of 0 for `heard_days`, `first_hours`, `closing_days` or `pulse_days`, and no `silent_days`, turn that kind off.
"""

from webapp.domain.rhythm.endings import close_unanswered
from webapp.domain.rhythm.nudges import tick
from webapp.domain.rhythm.rules import KINDS

__all__ = ["KINDS", "close_unanswered", "tick"]
