"""Others' notifications that name somebody who deletes their account: under whatever role, they go."""

from db.clock import now
from db.database import writing
from db.models import Deletion, Membership, Notification
from tests import people
from tests.people import Cast
from webapp.domain import coordinator_words, deletions, notifications


def test_nobody_reads_of_bob_by_his_name_once_he_is_gone(cast: Cast) -> None:
    dana = people.member("Dana Verdi")
    people.enrolled(cast.program, dana, "mentor")
    named = {"mentor": "Alice", "mentee": "Bob", "partner": "Dana", "until": "2026-01-01"}
    with writing():
        notifications.notify(member=dana, kind="stand_in_over", program=cast.program, **named)
        notifications.notify(member=dana, kind="stand_in_over", program=cast.program, **{**named, "mentee": "Erik"})
    own = people.introduced(cast.program, people.member("Gina Serra"), people.member("Hugo Rossi"))
    Membership.update(is_admin=True).where(Membership.member == cast.bob).execute()
    given = {"program": cast.program, "pair_id": own.id, "author": cast.bob, "roles": ("mentor",)}
    coordinator_words.send(**given, body="Is there anything?", client_id="form-1")
    deletions.ask(member=cast.bob)
    Deletion.update(due_at=now()).where(Deletion.member == cast.bob).execute()
    deletions.carry_out(member_id=cast.bob.id)
    left = [row.names for row in Notification.select() if "Bob" in row.names.values()]
    assert left == []
    assert [row.names["mentee"] for row in Notification.select().where(Notification.member == dana)] == ["Erik"]
