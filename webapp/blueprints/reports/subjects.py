"""What can be reported: the partner in a pair with messages to show, a person, a program."""

from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from db.models import Group, Member, Pair, Program, Report
from webapp.domain import people, reports


@dataclass(frozen=True)
class Subject:
    """What is reported, by whom, and where the pages for it are. `name` is what they call it, `above` names `back`."""

    reporter: Member
    of: str  # how its endpoints end
    ids: dict[str, Any]
    name: str
    above: str
    back: str
    told: dict[str, Any]  # to the domain
    pair: Pair | None = None
    person: Member | None = None
    places: list[Group] = field(default_factory=list)  # where it may have happened
    conversations: list[Pair] = field(default_factory=list)  # whose messages could be shown

    def address(self, verb: str, **query: Any) -> str:
        """Where its `new`, `check` or `create` is."""
        return url_for(f"reports.{verb}_{self.of}", **self.ids, **query)

    def told_with(self, place: str | None, has_messages: bool) -> dict[str, Any]:
        """What the domain is told of it, once the place is chosen and messages are ticked or not."""
        kind = {"of_program": "program", "in_pair": "message" if has_messages else "person"}.get(self.of, "person")
        told = {**self.told, "kind": kind, "reporter": self.reporter}
        if self.of == "of_member":
            told["group"] = next((group for group in self.places if place in (None, str(group.id))), None)
        return told

    def draft(self, place: str | None) -> Report:
        """The report as it would be, to say who would read it."""
        return reports.draft(**self.told_with(place, has_messages=False))


def in_pair(reporter: Member, pair: Pair) -> Subject:
    """One's partner, with messages of either side."""
    partner = pair.partner_of(reporter)
    name, back = partner.first_name, url_for("pairs.show", pair_id=pair.id)
    above = _("You and %(name)s", name=name)
    return Subject(reporter, "in_pair", {"pair_id": pair.id}, name, above, back, {"pair": pair}, pair, partner)


def of_member(reporter: Member, member: Member) -> Subject:
    """Another member."""
    places = people.groups_of_both(reporter, member)
    back = url_for("groups.show", slug=places[0].slug) if places else url_for("home.index")
    return Subject(
        reporter, "of_member", {"member_id": member.id}, member.first_name, places[0].name if places else _("Home"),
        back, {"reported": member}, person=member, places=places,
        conversations=people.common_to(reporter, member).pairs,
    )  # fmt: skip


def of_program(reporter: Member, program: Program) -> Subject:
    """A program, and so whoever runs it."""
    back = url_for("programs.show", program_id=program.id)
    ids = {"program_id": program.id}
    return Subject(reporter, "of_program", ids, program.name, program.name, back, {"program": program})


def about(report: Report) -> str:
    """What a report that was sent is about, in a word or two."""
    if report.program_id is not None and report.kind == "program":
        return str(report.program.name)
    return str(report.reported.name) if report.reported_id is not None else _("somebody who has left")
