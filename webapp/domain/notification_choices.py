"""How each member wants to hear of what: by topic and medium, at once, in a digest, or not at all."""

from db.models import NotificationChoice

MEDIA = ("app", "mail", "push")
CHOICES = ("now", "daily", "weekly", "off")
TOPICS = ("messages", "rhythm", "meetings", "pairs", "announcements", "groups", "admin")
DEFAULTS = {"app": "now", "mail": "now", "push": "now"}


def of(member_id: int, topic: str) -> dict[str, str]:
    """What a member chose for a topic, by medium (one query); a topic that is none of TOPICS cannot be turned off."""
    chosen = dict(DEFAULTS)
    if topic in TOPICS:
        rows = NotificationChoice.select(NotificationChoice.medium, NotificationChoice.choice)
        mine = (NotificationChoice.member == member_id) & (NotificationChoice.topic == topic)
        chosen.update(dict(rows.where(mine).tuples()))
    return chosen
