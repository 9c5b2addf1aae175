"""Working on a case: taking it up, noting, handing it over, keeping somebody out as long as it is open."""

from db.database import writing
from db.models import Appeal, CaseNote, Group, Member, Recusal, Report
from webapp.domain import audit, reports, suspensions, vault
from webapp.domain.cases import handlers
from webapp.domain.errors import WrongState

LONGEST = 4_000  # characters of a note
PAUSES = ("underage",)  # the categories in which somebody can be kept out as long as the case is open


def take(*, report: Report, by: Member) -> None:
    """Take a case up; its reporter is told that somebody looks at it. Raises NotYours, WrongState."""
    with writing():
        held = hold(report, by)
        if held.state == "closed":
            raise WrongState
        if held.state == "received":
            reports.move_on(held, "looking")
            audit.record("case.taken", by=by, of=held)


def note(*, report: Report, by: Member, words: str) -> None:
    """Write something for the others who handle the case; the same words twice in a row are one note.

    Raises NotYours, WrongState once there is nothing to decide.
    """
    with writing():
        held = hold(report, by)
        if held.state == "closed" and Appeal.open_of(held) is None:
            raise WrongState
        sealing = vault.of_report(held)
        last = CaseNote.last_of(held)
        if last and last.author_id == by.id and sealing.open("note", last.body) == words:
            return
        CaseNote.create(report=held, author=by, body=sealing.seal("note", words))
        audit.record("case.noted", by=by, of=held)


def hand_over(*, report: Report, by: Member) -> None:
    """Hand a case to the host. Raises NotYours, WrongState (it is there), NobodyToHandTo."""
    with writing():
        held = hold(report, by)
        if handlers.of(held).queue == "host":
            raise WrongState
        handlers.demand_others(held, by, "host")
        Report.update(queue="host").where(Report.id == held.id).execute()
        audit.record("case.handed_over", by=by, of=held, to="host")


def stand_back(*, report: Report, by: Member) -> None:
    """Leave a case to the others, because one knows somebody in it; it is hidden from then on.

    Raises NotYours, NobodyToHandTo.
    """
    with writing():
        held = hold(report, by)
        handlers.demand_others(held, by, held.queue)
        Recusal.insert(report=held, member=by).on_conflict_ignore().execute()
        audit.record("case.handed_over", by=by, of=held, to="others")


def pause(*, report: Report, by: Member) -> list[int]:
    """Keep the reported person out of the group as long as the case is open; the ids of the pairs that rest now.

    Raises NotYours, WrongState, LastAdmin.
    """
    with writing():
        held = hold(report, by)
        _demand_open(held)
        group, member = _whom(held)
        return suspensions.suspend(group=group, member=member, by=by, report=held, until=None)


def unpause(*, report: Report, by: Member) -> list[int]:
    """Undo that; the ids of the pairs that are as they were. Raises NotYours, WrongState."""
    with writing():
        held = hold(report, by)
        _demand_open(held)
        group, member = _whom(held)
        return suspensions.lift(group=group, member=member, by=by, report=held)


def hold(report: Report, by: Member) -> Report:
    """The report as it is now, locked, for one who may still work on it. Must be called inside `writing()`.

    Raises NotYours.
    """
    held = Report.locked(report.id)
    handlers.demand(held, by)
    return held


def _demand_open(held: Report) -> None:
    if held.state == "closed":
        raise WrongState


def _whom(held: Report) -> tuple[Group, Member]:
    if held.category not in PAUSES or held.group is None or held.reported is None:
        raise WrongState
    return held.group, held.reported
