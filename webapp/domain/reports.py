"""Reports: a member asks for help, shows what they choose to show, and nobody who is part of it handles it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db.clock import now
from db.database import locked, writing
from db.models import Block, CaseView, Decision, Group, Member, Membership, Pair, Program, Report
from webapp.domain import audit, evidence, instance, notifications, vault

KINDS = ("message", "person", "program")
CATEGORIES = (
    "harassment", "sexual", "threat", "spam", "scam", "discrimination", "underage", "self_harm", "other",
)  # fmt: skip
URGENT = ("threat", "self_harm", "underage")
LONGEST = 4_000  # characters of the reporter's own words


def file(
    *,
    reporter: Member,
    kind: str,
    category: str,
    words: str,
    reported: Member | None = None,
    program: Program | None = None,
    pair: Pair | None = None,
    group: Group | None = None,
    seqs: Iterable[int] = (),
    client_id: str = "",
) -> Report:
    """Store a report with the messages `seqs` of the pair, once however often it is sent with the same `client_id`.

    A form that was changed and sent anew is another report. `is_new` says whether this call stored it.
    Of a pair the partner is reported, in its program's group; a report without a group goes to the host. Raises
    ExcerptNotVerified, ExcerptIsGone, TooManyExcerpts; then nothing is stored.
    """
    seqs = sorted(set(seqs))
    report = draft(reporter=reporter, kind=kind, reported=reported, program=program, pair=pair, group=group)
    with writing():
        locked(Member.select(Member.id).where(Member.id == reporter.id)).get()  # of two at once the second finds it
        form_id = _form_id(client_id or vault.new_uid(), report, category, words, seqs)
        stored = Report.sent_as(reporter, form_id)
        if stored is not None:
            return stored
        report.client_id, report.category, report.is_urgent = form_id, category, category in URGENT
        report.queue = queue_of(report)
        _store(report, words, evidence.picked(pair, seqs) if pair else [])
        audit.record("report.filed", by=None, of=report, group=None, urgent=report.is_urgent)
        report.is_new = True
    return report


def _form_id(client_id: str, report: Report, category: str, words: str, seqs: list[int]) -> str:
    # The page's random id is kept nowhere else, so that nobody can try out which words a report has by this digest.
    what = [client_id, report.kind, report.reported_id, report.program_id, report.group_id, category, words, seqs]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def draft(
    *,
    reporter: Member,
    kind: str,
    reported: Member | None = None,
    program: Program | None = None,
    pair: Pair | None = None,
    group: Group | None = None,
) -> Report:
    """A report that is not sent yet: of whom and where it is, so that one can say who would read it."""
    if pair is not None:
        reported, group = reported or pair.partner_of(reporter), group or pair.program.group
    if program is not None:
        group = group or program.group
    return Report(
        reporter=reporter, reported=reported, program=program, pair=pair, group=group, kind=kind, category="", master=""
    )


def of_reporter(member: Member) -> list[Report]:
    """What a member has reported, newest first."""
    return list(Report.of_reporter(member))


def words_of(report: Report) -> str | None:
    """What the reporter wrote; None once it was shredded. Only for the reporter and for those who handle it."""
    return vault.of_report(report).open("words", report.words)


def parties_of(report: Report) -> set[int]:
    """The ids of those who are part of a report, none of whom handles it.

    The reporter, the reported, the two of the pair, and for a program whoever runs the group.
    """
    people = {report.reporter_id, report.reported_id}
    if report.pair_id is not None:
        people |= {report.pair.mentor_id, report.pair.mentee_id}
    if report.kind == "program" and report.group_id is not None:
        people |= {admin.id for admin in Membership.admins_of(report.group)}
    return people - {None}


def handlers_of(report: Report, queue: str | None = None) -> list[Member]:
    """Who handles a report where it is queued now (or would, in another queue): never one who is part of it."""
    queue = queue or report.queue
    if queue == "group" and report.group_id is None:
        return []
    those = Membership.moderators_of(report.group) if queue == "group" else Member.hosts()
    return list(those.where(Member.id.not_in(list(parties_of(report)) or [0])))


def queue_of(report: Report) -> str:
    """Whose a report is: the `group`'s moderators', or the `host`'s where none of those is left."""
    return "group" if handlers_of(report, "group") else "host"


def move_on(report: Report, state: str) -> None:
    """Take a locked report to `looking` or `closed`, and tell its reporter. Must be called inside `writing()`.

    The notification names nobody: it may be read on a screen that others see.
    """
    if report.state == state:
        return
    report.state = state
    if state == "closed":
        report.closed_at = now()
    report.looked_at = report.looked_at or now()
    report.save(only=[Report.state, Report.looked_at, Report.closed_at])
    if report.reporter_id is not None:
        notifications.notify(member=report.reporter, kind=f"report_{state}", report=str(report.id))


def readers_of(report: Report, queue: str) -> str:
    """Who reads a report of this queue: the `group`'s moderators, the `host`, or `""`: all of those are part of it."""
    return queue if handlers_of(report, queue) else ""


def can_block(report: Report) -> bool:
    """Whether the reporter has not blocked whoever is reported."""
    return report.reported_id is not None and not Block.was_made_by(report.reporter_id, against_id=report.reported_id)


@dataclass(frozen=True)
class Course:
    """What became of a report, as its reporter is told: when it was opened, never by whom, and what was done."""

    views: list[datetime]
    decisions: list[tuple[datetime, str | None]]


def course_of(report: Report) -> Course:
    """When those who handle a report opened it, and what they then said to its reporter."""
    opened = vault.of_report(report)
    told = [
        (row.created_at, opened.open("to_reporter", row.to_reporter))
        for row in Decision.of_report(report)
        if row.concerns_reporter
    ]
    return Course(CaseView.times_of(report), told)


def emergency_words(language: str) -> str:
    """Whom to call here when somebody is in danger, as the host has written it; empty if they have not."""
    written = {code: words for code, words in instance.settings().emergency.items() if words}
    return written.get(language) or written.get("en") or next(iter(written.values()), "")


def _store(report: Report, words: str, excerpts: list[evidence.Shown]) -> None:
    report.save()  # the key is bound to the id
    vault.make_report_key(report)
    report.words = vault.of_report(report).seal("words", words)
    report.save()
    evidence.keep(report, excerpts)
