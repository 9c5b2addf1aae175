"""What stands around the conversation on the pair's page."""

from typing import Any

from db.models import Member, Pair
from webapp import introductions, nudge_taps
from webapp.access import current_session
from webapp.blueprints.pairs.forms import CheckInForm, NoteForm
from webapp.domain import (
    absences,
    closing,
    fit,
    meetings,
    profiles,
    progress,
    pulses,
    push_subscriptions,
    renewals,
    vault,
)
from webapp.domain.progress import Path, PathStep
from webapp.filters import today


def side(pair: Pair, member: Member, path: Path, step: PathStep | None) -> dict[str, Any]:
    """The step, the trail, the partner, the check-ins and the goal, for `pairs/show.html`."""
    week_of = progress.monday(today())
    keys = vault.of_pair(pair.id)
    check_ins = progress.check_ins_of(pair, keys)
    mine = next((c for c in check_ins if c.row.member_id == member.id and c.row.week_of == week_of), None)
    filled = {"score": mine.row.score, "words": mine.text or ""} if mine else {}
    return {
        "pair": pair,
        "member": member,
        "partner": pair.partner_of(member),
        "role": pair.role_of(member),
        # What the partner writes about themselves later is not for somebody whom they have left, or blocked.
        "place": pair.enrollment_of_partner(member) if pair.is_open else None,
        "shown": profiles.in_short(profiles.shown_to(member, pair.partner_of(member))),
        "why": introductions.why(pair, member),
        "say": fit.of(pair, member),
        "pulse_is_due": pulses.is_due(pair, member),
        "asked": nudge_taps.asked(pair, member),
        "path": path,
        "step": step,
        "notes": progress.notes_on(pair, step.step, keys) if step else [],
        "note_form": NoteForm(formdata=None),
        "check_in": mine,
        "words_for_me": [c for c in check_ins if c.row.member_id != member.id and c.text][:3],
        "check_in_form": CheckInForm(formdata=None, data=filled),
        "goal": progress.goal_of(pair, keys),
        "has_words": bool(keys.keys),
        **_ahead(pair, member, path),
    }


def asks_for_push(card: dict[str, Any], member: Member) -> bool:
    """Whether the page asks to be allowed to tell of messages: once both have written, and never again after a no."""
    authors = {row.line.is_mine for row in card["rows"]}
    is_time = card["is_open"] and card["is_newest"] and len(authors) == 2
    return is_time and push_subscriptions.may_be_asked(member=member, session=current_session())


def _ahead(pair: Pair, member: Member, path: Path) -> dict[str, Any]:
    """When the two meet, until when the partner is away, whether a good end is near, and how long they go on."""
    door, partner_id = closing.door_of(pair, path), pair.partner_id_of(member)
    return {
        "meeting": meetings.next_of(pair) if pair.is_open else None,
        "away_until": absences.until_of([partner_id]).get(partner_id),
        "door": door,
        "renewal": renewals.of(pair) if door else None,
    }
