"""How a pair walks its path: steps done, notes, the shared goal, the weekly check-in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.clock import now
from db.database import writing
from db.models import CheckIn, Completion, Goal, Member, Note, Pair, Step
from webapp.domain import open_pairs, vault
from webapp.domain.errors import NotYours, TooLate
from webapp.domain.vault import PairVault

LONGEST_NOTE = 2_000  # characters
LONGEST_GOAL = 300
LONGEST_CHECK_IN = 1_000


@dataclass(frozen=True)
class PathStep:
    """A step as a pair sees it: its number on their path, and how it was done, if it was."""

    number: int
    step: Step
    completion: Completion | None

    @property
    def is_done(self) -> bool:
        """Whether the pair has done it."""
        return self.completion is not None


@dataclass(frozen=True)
class Path:
    """A pair's path: the program's steps as they are now, and removed ones that this pair has done."""

    steps: list[PathStep]

    @property
    def here(self) -> PathStep | None:
        """The first step that is not done; None at the end of the path."""
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def states(self) -> list[str]:
        """`done`, `here` or `ahead` for each step, for the trail."""
        here = self.here
        return ["done" if s.is_done else "here" if here and s.number == here.number else "ahead" for s in self.steps]

    @property
    def last_completion(self) -> Completion | None:
        """The newest."""
        return max((s.completion for s in self.steps if s.completion), key=lambda c: c.completed_at, default=None)

    def number(self, number: int) -> PathStep | None:
        """The step with this number."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None

    def number_of(self, step_id: int | None) -> int | None:
        """The number of a step."""
        return next((s.number for s in self.steps if s.step.id == step_id), None)


@dataclass(frozen=True)
class Written:
    """Words of one of the two with their row: a note, a goal, a check-in. None once shredded."""

    row: Any
    text: str | None


def path_of(pair: Pair) -> Path:
    """The pair's path (two queries)."""
    done = {completion.step_id: completion for completion in Completion.of_pair(pair)}
    every = Step.ever_of_program(pair.program_id)
    shown = [step for step in every if step.removed_at is None or step.id in done]
    return Path([PathStep(n, step, done.get(step.id)) for n, step in enumerate(shown, 1)])


def complete_step(*, pair: Pair, member: Member, step: Step) -> Completion:
    """Note that the pair has done a step; the same again if it was noted already. Raises PairIsClosed."""
    with writing():
        _open(pair)
        done: Completion | None = Completion.get_or_none((Completion.pair == pair) & (Completion.step == step))
        return done or Completion.create(pair=pair, step=step, member=member)


def undo_completion(*, pair: Pair, step: Step) -> None:
    """Take a completion back, within a day; nothing if there is none. Raises PairIsClosed, TooLate."""
    with writing():
        _open(pair)
        done = Completion.get_or_none((Completion.pair == pair) & (Completion.step == step))
        if done is None:
            return
        if not done.can_be_undone:
            raise TooLate
        done.delete_instance()


def add_note(*, pair: Pair, author: Member, step: Step, body: str) -> Note:
    """Leave a note on a step, for the two. Raises PairIsClosed."""
    uid = vault.new_uid()
    with writing():
        _open(pair)
        sealed = vault.of_pair(pair.id).seal(author.id, "note", uid, body)
        return Note.create(uid=uid, pair=pair, step=step, author=author, body=sealed)


def delete_note(*, pair: Pair, author: Member, note_id: int) -> None:
    """Delete one's own note. Raises NotYours."""
    with writing():
        gone = Note.delete().where((Note.id == note_id) & (Note.pair == pair) & (Note.author == author)).execute()
    if not gone:
        raise NotYours


def notes_on(pair: Pair, step: Step, keys: PairVault) -> list[Written]:
    """The pair's notes on a step, oldest first."""
    return [Written(n, keys.open(n.author_id, "note", n.uid, n.body)) for n in Note.of_step(pair, step)]


def set_goal(*, pair: Pair, author: Member, body: str) -> Goal:
    """Agree on the shared goal, or on another. Raises PairIsClosed."""
    uid = vault.new_uid()
    with writing():
        _open(pair)
        return Goal.create(
            uid=uid, pair=pair, author=author, body=vault.of_pair(pair.id).seal(author.id, "goal", uid, body)
        )


def goal_of(pair: Pair, keys: PairVault) -> Written | None:
    """The shared goal as it stands."""
    goal = Goal.current(pair)
    return Written(goal, keys.open(goal.author_id, "goal", goal.uid, goal.body)) if goal else None


def check_in(*, pair: Pair, member: Member, score: int, words: str, today: date) -> CheckIn:
    """Answer "how is it going?" for the week of `today` (the member's own day), or change this week's answer.

    `score` is 1 to 10 and only its author sees it. Raises PairIsClosed, ValueError.
    """
    if not 1 <= score <= 10:
        raise ValueError("a check-in is a number from 1 to 10")
    uid, week_of = vault.new_uid(), monday(today)
    with writing():
        _open(pair)
        sealed = vault.of_pair(pair.id).seal(member.id, "check-in", uid, words) if words else None
        mine = (CheckIn.pair == pair) & (CheckIn.member == member) & (CheckIn.week_of == week_of)
        CheckIn.delete().where(mine).execute()
        return CheckIn.create(uid=uid, pair=pair, member=member, week_of=week_of, score=score, words=sealed)


def check_ins_of(pair: Pair, keys: PairVault) -> list[Written]:
    """The pair's check-ins, newest first. Whoever shows them shows a score to its author only."""
    return [Written(c, keys.open(c.member_id, "check-in", c.uid, c.words)) for c in CheckIn.of_pair(pair)]


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _open(pair: Pair) -> None:
    open_pairs.hold(pair)
    Pair.update(last_active_at=now()).where(Pair.id == pair.id).execute()
