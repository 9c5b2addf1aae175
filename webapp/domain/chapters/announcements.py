"""What admins announced to a member, and what a member announced as an admin."""

from collections.abc import Iterator

from db.models import Announcement, AnnouncementReader, Member, Program
from webapp.domain.chapters.chapter import Chapter, Entry, columns


def _announcements(member: Member) -> Iterator[Entry]:
    went = AnnouncementReader.select(AnnouncementReader.announcement).where(AnnouncementReader.member == member)
    rows = Announcement.select(Announcement, Program).join(Program)
    for row in rows.where(Announcement.id.in_(went) | (Announcement.author == member)).order_by(Announcement.id):
        is_mine = row.author_id == member.id
        yield {"program": row.program.name, "is_mine": is_mine, **columns(row, "title", "sent_at", "body")}


CHAPTERS = (Chapter("announcements", (Announcement, AnnouncementReader), _announcements),)
