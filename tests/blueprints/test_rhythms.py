"""The page on which a program's admins set its rhythm: days, hours, words, and the mail as it would arrive."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from db.clock import at
from db.models import AuditEntry, Dispatch, Notification, Program, Rhythm
from tests.domain.rhythm.walking import DAY, MONDAY, go_on, introduce
from tests.people import Cast
from webapp import news, nudge_words
from webapp.domain import programs
from webapp.domain.rhythm import settings

Visits = Callable[..., Any]


def page(cast: Cast) -> str:
    return f"/programs/{cast.program.id}/rhythm"


def fields(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What the form sends as it stands."""
    rhythm = Rhythm.of(cast.program)
    numbers = ("weekday", "hour", "quiet_from", "quiet_to", "heard_days", "first_hours", "never_started_days")
    kept = {name: getattr(rhythm, name) for name in (*numbers, "closing_days", "pulse_days")}
    words = {f"words_{slot}": rhythm.words.get(slot, "") for slot in nudge_words.EDITABLE}
    on = {"is_on": "y"} if rhythm.is_on else {}
    return {**kept, **words, **on, "silent_days": ", ".join(map(str, rhythm.silent_days)), **changes}


def test_olivia_can_set_days_hours_and_words(visit: Visits, cast: Cast) -> None:
    changes = {"weekday": 0, "hour": 10, "silent_days": "14; 5", "words_check_in": "Ciao, how is {partner}?"}
    visit(cast.olivia).post(page(cast), fields(cast, **changes))
    rhythm = Rhythm.of(cast.program)
    assert (rhythm.weekday, rhythm.hour, rhythm.silent_days) == (0, 10, [5, 14])
    assert rhythm.words == {"check_in": "Ciao, how is {partner}?"}
    assert (rhythm.changed_by, rhythm.is_on) == (cast.olivia, True)
    entry = AuditEntry.get(AuditEntry.action == "rhythm.changed")
    assert (entry.actor_id, entry.details) == (cast.olivia.id, {"is_on": True, "words": 1})
    shown = visit(cast.olivia).get(page(cast)).text
    assert "Ciao, how is {partner}?" in shown
    assert "One tap is enough. Only you see what you answer; those who run {program} see that you did." in shown


def test_olivia_can_turn_it_off(visit: Visits, cast: Cast) -> None:
    sent = fields(cast)
    del sent["is_on"]
    visit(cast.olivia).post(page(cast), sent)
    assert not Rhythm.of(cast.program).is_on
    introduce(cast.pair)
    assert go_on(range(12)) == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words_silent": "Hello {parnter}"}, "{parnter} stands for nothing here."),
        ({"words_silent": "Hello {partner"}, "A brace stands alone."),
        ({"words_silent": "Hello {}"}, "{} stands for nothing here."),
        ({"words_silent": "x" * 601}, "Make it shorter: at most 600 characters."),
        ({"hour": 22}, "This is within the quiet hours, so nothing could be said then."),
        ({"hour": 24}, "Choose one of these."),
        ({"silent_days": "seven"}, "Write numbers of days, such as 7, 14, 21."),
        ({"silent_days": "1 2 3 4 5 6 7"}, "Write at most six numbers of days, each from 1 to 180."),
        ({"silent_days": "0"}, "Write at most six numbers of days, each from 1 to 180."),
        ({"closing_days": 21}, "This must be later than the last nudge of a silence, or 0."),
        ({"closing_days": -1}, "Write a number of days, from 0 to 365."),
        ({"pulse_days": ""}, "Write a number of days, from 0 to 365."),
        ({"first_hours": "many"}, "Write a whole number."),
        ({"never_started_days": 0}, "Write a number of days, from 1 to 60."),
        ({"never_started_days": ""}, "Write a number of days, from 1 to 60."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(visit: Visits, cast: Cast, changes: dict[str, Any], words: str) -> None:
    shown = visit(cast.olivia).post(page(cast), fields(cast, **changes), 422).text
    assert shown.count(words) == 2, "in the summary and at the field"
    assert not Rhythm.select().exists()


def test_olivia_can_see_the_mail_before_she_saves_it(visit: Visits, cast: Cast) -> None:
    own = {"words_silent": "How about a walk with {partner}, says {program}?", "preview": "silent"}
    shown = visit(cast.olivia).post(page(cast), fields(cast, **own), 200).text
    assert "It has been quiet between you and Alex" in shown
    assert "How about a walk with Alex, says New parents?" in shown
    assert not Rhythm.select().exists()
    assert not Dispatch.select().exists()


@pytest.mark.parametrize("slot", nudge_words.EDITABLE)
def test_olivia_can_see_every_mail_in_our_words(visit: Visits, cast: Cast, slot: str) -> None:
    shown = visit(cast.olivia).post(page(cast), fields(cast, preview=slot), 200).text
    assert "The mail as it would arrive" in shown
    assert "Alex" in shown


def test_words_with_markup_stay_text(visit: Visits, cast: Cast) -> None:
    own = {"words_silent": "<b>{partner}</b> <script>", "preview": "silent"}
    shown = visit(cast.olivia).post(page(cast), fields(cast, **own), 200).text
    assert "&lt;b&gt;Alex&lt;/b&gt;" in shown
    assert "<b>Alex" not in shown


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("bob", 403), ("sam", 403), ("charlie", 404)])
def test_nobody_else_can_set_it(visit: Visits, cast: Cast, who: str, status: int) -> None:
    someone = getattr(cast, who)
    visit(someone).get(page(cast), status)
    visit(someone).post(page(cast), fields(cast), status)
    assert not Rhythm.select().exists()


def test_the_admins_words_are_in_the_mail_with_the_names(app: Flask, cast: Cast) -> None:
    Rhythm.keep(cast.program, words={"silent": "Dear, {partner} of {program} is waiting."}, first_hours=0, heard_days=0)
    introduce(cast.pair)
    go_on([7])
    told = Notification.get(Notification.member == cast.bob)
    with app.app_context(), at(MONDAY + 7 * DAY + timedelta(minutes=1)):
        letter = news.letter(Dispatch.get(Dispatch.notification == told))
    assert letter is not None
    assert letter.subject == "It has been quiet between you and Alice"
    assert "Dear, Alice of New parents is waiting." in letter.text


def test_a_copied_program_has_the_same_rhythm(cast: Cast) -> None:
    chosen = {name: getattr(Rhythm(program=cast.program), name) for name in ("weekday", "hour")}
    settings.change(
        program=cast.program, actor=cast.olivia, **{**chosen, "weekday": 1}, is_on=True, words={"silent": "Hello"}
    )
    copied = programs.copy(actor=cast.olivia, program=Program.get(), group=cast.group, name="Second run")
    rhythm = Rhythm.of(copied)
    assert (rhythm.program, rhythm.weekday, rhythm.words) == (copied, 1, {"silent": "Hello"})
