from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import RangeInput

from db.models import Enrollment, PairingPolicy
from webapp.blueprints.policies.words import ACQUAINTANCES, CHOOSING, PARTS, PRESETS
from webapp.domain.matching import weights
from webapp.filters import today
from webapp.forms import Form, LenientDateField, options

STEP = 0.5


def cards(label: Any, said: dict[str, tuple[Any, Any]]) -> RadioField:
    """Radios, each with a sentence of its own, which the template adds."""
    return RadioField(label, choices=options((name, words[0]) for name, words in said.items()))


class PolicyForm(Form):
    """The policy; each part's weight is a slider named like `weight_topics`."""

    version = HiddenField()
    preset = cards(_l("What counts most"), PRESETS)
    acquaintances = cards(_l("Whom to prefer"), ACQUAINTANCES)
    choosing = cards(_l("Who chooses"), CHOOSING)
    next_round_on = LenientDateField(_l("The next round"), [Optional()])

    @classmethod
    def of(cls, policy: PairingPolicy) -> "PolicyForm":
        """The form as the policy stands; a round's day that has passed is no longer one."""
        on: date | None = policy.next_round_on if policy.next_round_on and policy.next_round_on >= today() else None
        shown = {f"weight_{part}": value for part, value in weights.of(policy).items()}
        kept = {"preset": policy.preset, "acquaintances": policy.acquaintances, "choosing": policy.choosing}
        return cls(data={**kept, **shown, "next_round_on": on, "version": policy.version})

    def validate_next_round_on(self, field: Any) -> None:
        if field.data and field.data < today():
            raise ValidationError(_l("Choose a day that is still to come, or leave it empty."))

    def slider(self, part: str) -> Any:
        """A part's field."""
        return self[f"weight_{part}"]

    def changed(self, policy: PairingPolicy) -> dict[str, float]:
        """The weights that are others than the policy's, which the sliders showed."""
        shown = weights.of(policy)
        return {part: float(self.slider(part).data) for part in weights.PARTS if self.slider(part).data != shown[part]}


for _part, (_name, _sentence) in PARTS.items():
    _within = NumberRange(0, weights.MOST, _l("Choose from 0 to 10."))
    setattr(PolicyForm, f"weight_{_part}", FloatField(_name, [InputRequired(), _within], widget=RangeInput(STEP)))


class RuleForm(Form):
    """An admin's own rule for two people; whom one may choose is what the searches found."""

    mentee = SelectField(_l("Mentee"), [InputRequired(_l("Choose a mentee."))], coerce=str, validate_choice=False)
    mentor = SelectField(_l("Mentor"), [InputRequired(_l("Choose a mentor."))], coerce=str, validate_choice=False)
    kind = RadioField(
        _l("The rule"),
        choices=options(
            [
                ("never", _l("Never: they are not paired, whatever else fits")),
                ("must", _l("Must: they are paired, whatever else fits")),
            ]
        ),
        default="never",
    )

    def offer(self, mentees: list[Enrollment], mentors: list[Enrollment]) -> None:
        """Fill the two lists; a single person found is the chosen one."""
        for field, people in ((self.mentee, mentees), (self.mentor, mentors)):
            field.data = field.data or (str(people[0].id) if len(people) == 1 else "")
            field.choices = options([("", _l("Choose")), *((str(row.id), row.member.name) for row in people)])

    def chosen(self) -> tuple[int, int]:
        """The two enrollments' ids; 0 for what is no id."""
        return _row_id(self.mentee.data), _row_id(self.mentor.data)


def _row_id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
