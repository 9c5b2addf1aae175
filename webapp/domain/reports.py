"""Reports: a member asks for help, shows what they choose to show, and nobody who is part of it handles it."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from cryptography.exceptions import InvalidTag
from peewee import fn

from db.database import locked, writing
from db.models import Excerpt, Group, Member, Membership, Message, Pair, Program, Report
from webapp.domain import audit, vault
from webapp.domain.errors import ExcerptIsGone, ExcerptNotVerified, TooManyExcerpts

KINDS = ("message", "person", "program")
CATEGORIES = (
    "harassment", "sexual", "threat", "spam", "scam", "discrimination", "underage", "self_harm", "other",
)  # fmt: skip
URGENT = ("threat", "self_harm", "underage")
MOST_EXCERPTS = 20
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
    """Store a report, once however often it is sent with the same `client_id`, with the messages `seqs` of the pair.

    Of a pair the partner is reported, in its program's group; a report without a group goes to the host. Raises
    ExcerptNotVerified, ExcerptIsGone, TooManyExcerpts; then nothing is stored.
    """
    client_id = client_id or vault.new_uid()
    if pair is not None:
        reported, group = reported or pair.partner_of(reporter), group or pair.program.group
    if program is not None:
        group = group or program.group
    with writing():
        locked(Member.select(Member.id).where(Member.id == reporter.id)).get()  # of two at once the second finds it
        stored: Report | None = Report.get_or_none((Report.reporter == reporter) & (Report.client_id == client_id))
        if stored is not None:
            return stored
        report = Report(reporter=reporter, client_id=client_id, kind=kind, category=category, master="")
        report.reported, report.program, report.pair, report.group = reported, program, pair, group
        report.is_urgent = category in URGENT
        _store(report, words, shown(pair, seqs) if pair else [])
        audit.record("report.filed", by=None, of=report, group=None, urgent=report.is_urgent)
    return report


def shown(pair: Pair, seqs: Iterable[int]) -> list[tuple[Message, str]]:
    """The messages of a pair that somebody ticked, in order, each with its words and proved to be what was sent.

    Raises ExcerptNotVerified, ExcerptIsGone, TooManyExcerpts.
    """
    wanted = sorted(set(seqs))
    if len(wanted) > MOST_EXCERPTS:
        raise TooManyExcerpts
    found = list(Message.with_seqs(pair, wanted).order_by(Message.seq)) if wanted else []
    if len(found) != len(wanted):
        raise ExcerptIsGone
    words = vault.of_pair(pair.id) if found else None
    return [(message, _proved(message, words)) for message in found] if words else []


def gaps(pair: Pair, seqs: Sequence[int]) -> list[int]:
    """Before each of these messages of a pair, in order: how many stand between it and the one before it here.

    Deleted ones are not counted, and nothing is before the first.
    """
    if not seqs:
        return []
    there = (Message.pair == pair) & Message.deleted_at.is_null()
    between = [
        Message.select(fn.COUNT(Message.seq)).where(there & (Message.seq > one) & (Message.seq < next_one)).scalar()
        for one, next_one in pairwise(seqs)
    ]
    return [0, *between]


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


def requeue(*, group: Group | None = None) -> list[int]:
    """Hand those open reports (of a group) that no moderator can handle any more to the host; returns their ids.

    To be called when a moderator is one no longer. What the host has stays with the host.
    """
    with writing():
        waiting = Report.select().where((Report.queue == "group") & (Report.state != "closed"))
        waiting = waiting.where(Report.group == group) if group else waiting
        moved = [report.id for report in locked(waiting.order_by(Report.id)) if queue_of(report) == "host"]
        Report.update(queue="host").where(Report.id.in_(moved or [0])).execute()
    return moved


def _store(report: Report, words: str, excerpts: list[tuple[Message, str]]) -> None:
    report.queue = queue_of(report)
    report.save()  # the key is bound to the id
    vault.make_report_key(report)
    sealing = vault.of_report(report)
    report.words = sealing.seal("words", words)
    report.save()
    counts = gaps(report.pair, [message.seq for message, _ in excerpts]) if excerpts else []
    for (message, text), gap in zip(excerpts, counts, strict=True):
        Excerpt.create(
            report=report,
            seq=message.seq,
            author=message.author_id,
            sent_at=message.sent_at,
            edit=message.edit,
            gap_before=gap,
            body=sealing.seal(f"excerpt-{message.seq}", text),
        )


def _proved(message: Message, words: vault.PairVault) -> str:
    place = {"seq": message.seq, "edit": message.edit}
    try:
        text = words.open(message.author_id, "message", message.uid, message.body, **place)
    except InvalidTag:
        raise ExcerptNotVerified from None
    if text is None:
        raise ExcerptIsGone
    if not vault.verify(message, text):
        raise ExcerptNotVerified
    return text
