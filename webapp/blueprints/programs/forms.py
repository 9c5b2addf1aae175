from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, FileSize
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from db.models import Program
from webapp.domain import program_files
from webapp.domain.file_rules import (
    LONGEST_CADENCE,
    LONGEST_DESCRIPTION,
    LONGEST_EXPECTATIONS,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    LONGEST_TAG,
    MOST_TAGS,
)
from webapp.forms import Form, LenientDateField, options

WEEKLY, FORTNIGHTLY, OTHER = "7", "14", "other"


def days_if_other(form: Any, field: Any) -> None:
    """Ask for the number of days only where neither of the usual rhythms was chosen."""
    if form.cadence.data != OTHER:
        field.errors, field.data = [], None
        raise StopValidation


def lines_of(text: str | None) -> list[str]:
    """One entry a line, without doubles."""
    return list(dict.fromkeys(" ".join(line.split()) for line in (text or "").splitlines() if line.strip()))


class RunForm(Form):
    """What one run of a program is: its name, dates, rhythm, and who may enroll."""

    name = StringField(_l("Name"), [InputRequired(_l("Write the program's name.")), Length(max=LONGEST_NAME)])
    starts_on = LenientDateField(_l("Starts on"), [Optional()])
    cadence = RadioField(
        _l("A new step"),
        choices=options(
            [(WEEKLY, _l("Every week")), (FORTNIGHTLY, _l("Every two weeks")), (OTHER, _l("Every so many days"))]
        ),
        default=WEEKLY,
    )
    cadence_days = IntegerField(
        _l("How many days"),
        [
            days_if_other,
            InputRequired(_l("Write how many days a step takes.")),
            NumberRange(1, LONGEST_CADENCE, _l("Write a number of days from 1 to 90.")),
        ],
    )
    roles_open = RadioField(
        _l("Who may enroll"),
        choices=options(
            [("both", _l("Mentors and mentees")), ("mentor", _l("Mentors only")), ("mentee", _l("Mentees only"))]
        ),
        default="both",
    )
    enrollment_rule = RadioField(
        _l("How they get in"),
        choices=options(
            [
                ("members", _l("Anyone in the group may enroll")),
                ("approval", _l("An admin approves each enrollment")),
            ]
        ),
        default="members",
    )

    def settings(self) -> dict[str, Any]:
        """The columns of a program."""
        return {
            "name": " ".join(self.name.data.split()),
            "starts_on": self.starts_on.data,
            "cadence_days": self.cadence_days.data or int(self.cadence.data),
            "roles_open": self.roles_open.data,
            "enrollment_rule": self.enrollment_rule.data,
        }


class SettingsForm(RunForm):
    """Everything about a program but its path, its questions and its state."""

    summary = StringField(_l("In one sentence"), [Length(max=LONGEST_SUMMARY)])
    description = TextAreaField(_l("Description"), [Length(max=LONGEST_DESCRIPTION)])
    ends_on = LenientDateField(_l("Ends on"), [Optional()])
    tags = TextAreaField(_l("Topics"))
    mentor_expectations = TextAreaField(_l("What a mentor can expect"), [Length(max=LONGEST_EXPECTATIONS)])
    mentee_expectations = TextAreaField(_l("What a mentee can expect"), [Length(max=LONGEST_EXPECTATIONS)])

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("The end comes after the start."))

    def validate_tags(self, field: Any) -> None:
        tags = lines_of(field.data)
        if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(_l("Write 40 topics at most, each of 40 characters at most, one on a line."))

    def settings(self) -> dict[str, Any]:
        """The columns of a program."""
        texts = ("description", "mentor_expectations", "mentee_expectations")
        return {
            **super().settings(),
            **{name: (self[name].data or "").replace("\r\n", "\n") for name in texts},
            "summary": " ".join((self.summary.data or "").split()),
            "ends_on": self.ends_on.data,
            "tags": lines_of(self.tags.data),
        }


class CopyForm(Form):
    name = StringField(_l("Name"), [InputRequired(_l("Write the program's name.")), Length(max=LONGEST_NAME)])
    group = SelectField(_l("Group"))


class FileForm(Form):
    file = FileField(
        _l("Program file"),
        [
            FileRequired(_l("Choose a file.")),
            FileSize(program_files.LARGEST, message=_l("The file is larger than 200 KB, so it is not a program file.")),
        ],
    )


def cadence_of(days: int) -> dict[str, Any]:
    """How the form shows a rhythm."""
    if str(days) in (WEEKLY, FORTNIGHTLY):
        return {"cadence": str(days), "cadence_days": None}
    return {"cadence": OTHER, "cadence_days": days}


def settings_of(program: Program) -> dict[str, Any]:
    """How the settings' form shows a program."""
    names = ("name", "summary", "description", "starts_on", "ends_on", "roles_open", "enrollment_rule")
    expectations = ("mentor_expectations", "mentee_expectations")
    shown = {name: getattr(program, name) for name in names + expectations}
    return {**shown, **cadence_of(program.cadence_days), "tags": "\n".join(program.tags)}
