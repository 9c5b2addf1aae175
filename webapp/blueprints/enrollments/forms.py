from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from db.models import Enrollment, Program, Question
from webapp import time_zones
from webapp.blueprints.enrollments.words import ROLES
from webapp.domain import availability, languages, working_style
from webapp.domain.questionnaire import CAPACITY, LONGEST_TOPIC, MOST_TOPICS, distinct
from webapp.forms import CheckboxesField, Form, is_true, options

LONG = Length(max=2000, message=_l("Please keep it under 2,000 characters."))
SHORT = Length(max=120, message=_l("Please keep it under 120 characters."))


class RolesForm(Form):
    roles = CheckboxesField(
        _l("I would like to take part as"), [is_true(bool, _l("Choose at least one: mentor or mentee."))]
    )

    @classmethod
    def of(cls, program: Program, held: list[Enrollment], wanted: str = "") -> "RolesForm":
        """The roles that are open and that the member does not have yet; a single one, or the wanted, is ticked."""
        taken = {enrollment.role for enrollment in held}
        free = [role for role in program.open_roles() if role not in taken]
        form = cls(data={"roles": free if len(free) == 1 else [wanted]})
        form.roles.choices = options((role, ROLES[role]) for role in free)
        return form


class TopicForm(Form):
    """The form of one topic: made from an enrollment, gives back the columns that it fills."""

    enrollment: Enrollment

    @classmethod
    def of(cls, enrollment: Enrollment, questions: list[Question]) -> "TopicForm":
        """The form with what was answered so far."""
        form = cls(obj=enrollment)
        form.enrollment = enrollment
        return form

    @property
    def is_for_later(self) -> bool:
        """Whether the member means to come back to this topic."""
        return "later" in request.form or "zones" in request.form

    def columns(self) -> dict[str, Any]:
        """The columns of the enrollment, as the topic's answers."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}


class TopicsForm(TopicForm):
    chosen = CheckboxesField(_l("Choose as many as fit"))
    others = TextAreaField(
        _l("Something else"),
        [
            is_true(
                lambda text: all(len(line.strip()) <= LONGEST_TOPIC for line in (text or "").splitlines()),
                _l("Please keep each line under 60 characters."),
            ),
            Length(max=1000),
        ],
    )

    @classmethod
    def of(cls, enrollment: Enrollment, questions: list[Question]) -> "TopicsForm":
        """The program's tags as check boxes, the member's own topics one a line."""
        tags = enrollment.program.tags
        own = [topic for topic in enrollment.topics if topic not in tags]
        form = cls(data={"chosen": [tag for tag in tags if tag in enrollment.topics], "others": "\n".join(own)})
        form.enrollment = enrollment
        form.chosen.choices = options((tag, tag) for tag in tags)
        return form

    def columns(self) -> dict[str, Any]:
        return {"topics": distinct([*self.chosen.data, *(self.others.data or "").splitlines()])}

    def validate_others(self, field: Any) -> None:
        lines = [line for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) + len(self.chosen.data or []) > MOST_TOPICS:
            raise ValidationError(_l("Please choose twelve at most: those that matter most."))
        if not (lines or self.chosen.data) and self.enrollment.state != "draft" and not self.enrollment.goal:
            raise ValidationError(_l("Choose a topic, or write a goal first: pairing needs one of the two."))


class GoalForm(TopicForm):
    goal = TextAreaField(_l("In one sentence"), [Length(max=300, message=_l("Please keep it under 300 characters."))])

    def validate_goal(self, field: Any) -> None:
        if not field.data and self.enrollment.state != "draft" and not self.enrollment.topics:
            raise ValidationError(_l("Write a goal, or choose a topic first: pairing needs one of the two."))


class ExperienceForm(TopicForm):
    experience = TextAreaField(_l("In your words"), [LONG])


class LanguagesForm(TopicForm):
    languages = CheckboxesField(_l("Choose as many as you like"), choices=options(languages.ALL.items()))

    @classmethod
    def of(cls, enrollment: Enrollment, questions: list[Question]) -> "LanguagesForm":
        """The languages known so far; at first, the one in which the member reads the pages."""
        is_new = "languages" not in enrollment.answered
        known = enrollment.languages or ([enrollment.member.language] if is_new else [])
        form = cls(data={"languages": known})
        form.enrollment = enrollment
        return form

    def validate_languages(self, field: Any) -> None:
        may_wait = self.is_for_later and self.enrollment.state == "draft"
        if not field.data and not may_wait:
            raise ValidationError(_l("Choose at least one language: two people need one in common."))


class AboutForm(TopicForm):
    location = StringField(_l("Where I live"), [SHORT])
    profession = StringField(_l("What I do"), [SHORT])
    education = StringField(_l("What I have learned"), [SHORT])


class AvailabilityForm(TopicForm):
    lists_all_zones = False
    time_zone = SelectField(
        _l("My time zone"),
        [is_true(lambda zone: time_zones.known_or_utc(zone) == zone, _l("Choose a time zone from the list."))],
        validate_choice=False,  # any zone may be sent, though the page lists a few until it is asked for all
    )
    availability = CheckboxesField(_l("Usually free"), choices=options((slot, slot) for slot in availability.SLOTS))

    @classmethod
    def of(cls, enrollment: Enrollment, questions: list[Question]) -> "AvailabilityForm":
        """The weekly grid, in the zone that was chosen last; `?zones=all` lists every zone."""
        form = cls(obj=enrollment)
        form.enrollment = enrollment
        present = time_zones.known_or_utc(enrollment.time_zone)
        form.lists_all_zones = request.args.get("zones") == "all"
        own = enrollment.member.time_zone
        form.time_zone.choices = time_zones.choices(present) if form.lists_all_zones else time_zones.near(present, own)
        return form


def _scale(value: Any) -> int | None:
    return int(value) if str(value) in ("1", "2", "3", "4", "5") else None


class StyleForm(TopicForm):
    """Six scales, each a radio field named like its question."""

    @classmethod
    def of(cls, enrollment: Enrollment, questions: list[Question]) -> "StyleForm":
        """What was answered so far; a question may be left out."""
        form = cls(data=enrollment.working_style)
        form.enrollment = enrollment
        return form

    def columns(self) -> dict[str, Any]:
        return {"working_style": super().columns()}


for _key in working_style.QUESTIONS:
    _choices = options((score, str(score)) for score in working_style.SCALE)
    setattr(StyleForm, _key, RadioField(choices=_choices, coerce=_scale, validate_choice=False))


class CapacityForm(TopicForm):
    capacity = RadioField(
        _l("Mentees at a time"),
        [is_true(lambda number: number in CAPACITY, _l("Choose from one to five."))],
        choices=options((number, str(number)) for number in CAPACITY),
        coerce=_scale,
        validate_choice=False,
    )


class WishesForm(TopicForm):
    """Nothing to fill in: people are named one by one with buttons."""


class QuestionsForm(TopicForm):
    @classmethod
    def of(cls, enrollment: Enrollment, questions: list[Question]) -> "QuestionsForm":
        """A field for each of the program's questions."""
        fields = {f"q{row.id}": TextAreaField(row.label, [LONG], description=row.help) for row in questions}
        made: type[QuestionsForm] = type("QuestionsForm", (QuestionsForm,), fields)
        form = made(data={f"q{row.id}": enrollment.answers.get(str(row.id), "") for row in questions})
        form.enrollment = enrollment
        return form

    def columns(self) -> dict[str, Any]:
        return {"answers": {name[1:]: words for name, words in super().columns().items() if words}}


FORMS: dict[str, type[TopicForm]] = {
    "topics": TopicsForm,
    "goal": GoalForm,
    "experience": ExperienceForm,
    "languages": LanguagesForm,
    "about": AboutForm,
    "availability": AvailabilityForm,
    "style": StyleForm,
    "capacity": CapacityForm,
    "wishes": WishesForm,
    "questions": QuestionsForm,
}
