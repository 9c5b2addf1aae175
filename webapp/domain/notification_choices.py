"""How each member wants to hear of what: by topic and medium, at once, in a digest, or not at all."""

from collections.abc import Iterable, Mapping

from db.clock import now
from db.database import locked, writing
from db.models import Dispatch, Member, NotificationChoice, NotificationHours

MEDIA = ("app", "mail", "push")
CHOICES = ("now", "daily", "weekly", "off")
OFFERED = {"app": ("now", "off"), "mail": CHOICES, "push": ("now", "off")}  # a digest is a mail
TOPICS = ("messages", "rhythm", "meetings", "pairs", "announcements", "groups", "admin")
DIGEST = "digest"  # stands for all topics that come in one, where their mails are turned off
DEFAULTS = {"app": "now", "mail": "now", "push": "now"}

Chosen = Mapping[tuple[str, str], str]  # by topic and medium


def of(member_id: int, topic: str) -> dict[str, str]:
    """What a member chose for a topic, by medium (one query); a topic that is none of TOPICS cannot be turned off."""
    chosen = dict(DEFAULTS)
    if topic in TOPICS:
        rows = NotificationChoice.select(NotificationChoice.medium, NotificationChoice.choice)
        mine = (NotificationChoice.member == member_id) & (NotificationChoice.topic == topic)
        chosen.update(dict(rows.where(mine).tuples()))
    return chosen


def of_many(member_ids: Iterable[int], topic: str) -> dict[int, dict[str, str]]:
    """The same for many members, in one query."""
    found = {member_id: dict(DEFAULTS) for member_id in member_ids}
    columns = (NotificationChoice.member, NotificationChoice.medium, NotificationChoice.choice)
    theirs = NotificationChoice.member.in_(list(found)) & (NotificationChoice.topic == topic)
    for member_id, medium, choice in NotificationChoice.select(*columns).where(theirs).tuples():
        found[member_id][medium] = choice
    return found if topic in TOPICS else {member_id: dict(DEFAULTS) for member_id in found}


def all_of(member_id: int) -> dict[tuple[str, str], str]:
    """What holds for a member, of every topic and medium (one query)."""
    chosen = {(topic, medium): DEFAULTS[medium] for topic in TOPICS for medium in MEDIA}
    columns = (NotificationChoice.topic, NotificationChoice.medium, NotificationChoice.choice)
    for topic, medium, choice in (
        NotificationChoice.select(*columns).where(NotificationChoice.member == member_id).tuples()
    ):
        chosen[topic, medium] = choice
    return {place: chosen[place] for place in chosen if place[0] in TOPICS}


def choose(*, member: Member, chosen: Chosen) -> None:
    """Keep what a member chose, of some topics and media; what the topic's default is anyway is kept too."""
    with writing():
        _hold(member)
        for (topic, medium), choice in chosen.items():
            _keep(member.id, topic, medium, choice)


def set_hours(*, member: Member, quiet_from: int, quiet_to: int, digest_hour: int, digest_weekday: int) -> None:
    """Keep when a member wants to be left alone and when digests come, in full hours of their own clock."""
    hours = {
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "digest_hour": digest_hour,
        "digest_weekday": digest_weekday,
    }
    with writing():
        _hold(member)
        if not NotificationHours.update(hours).where(NotificationHours.member == member).execute():
            NotificationHours.create(member=member, **hours)


def turn_off_mail(*, member: Member, topic: str) -> dict[str, str]:
    """Let no more mails of a topic leave, or of all that come in digests; what was chosen before, by topic.

    What waits is withdrawn when it would leave. Done again it changes nothing.
    """
    with writing():
        _hold(member)
        before = {each: choice for (each, medium), choice in all_of(member.id).items() if medium == "mail"}
        concerned = {each: before[each] for each in _concerned(topic, before) if before[each] != "off"}
        for each in concerned:
            _keep(member.id, each, "mail", "off")
        held = (Dispatch.member == member) & (Dispatch.medium == "mail") & (Dispatch.state == "held")
        Dispatch.update(state="withdrawn", fault="choice").where(held & Dispatch.topic.in_(list(concerned))).execute()
    return concerned


def turn_on_mail(*, member: Member, chosen: Mapping[str, str]) -> None:
    """Take it back: mails of these topics leave again, as was chosen before."""
    choose(member=member, chosen={(topic, "mail"): choice for topic, choice in chosen.items()})


def _concerned(topic: str, mails: Mapping[str, str]) -> list[str]:
    if topic != DIGEST:
        return [topic] if topic in mails else []
    return [each for each, choice in mails.items() if choice in ("daily", "weekly")]


def _hold(member: Member) -> None:
    list(locked(Member.select(Member.id).where(Member.id == member.id)))


def _keep(member_id: int, topic: str, medium: str, choice: str) -> None:
    mine = (
        (NotificationChoice.member == member_id)
        & (NotificationChoice.topic == topic)
        & (NotificationChoice.medium == medium)
    )
    if not NotificationChoice.update(choice=choice, chosen_at=now()).where(mine).execute():
        NotificationChoice.create(member=member_id, topic=topic, medium=medium, choice=choice)
