from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from db.models.program import ROLES
from webapp.domain.file_rules import (
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_RESOURCE,
    LONGEST_STEP,
    LONGEST_WORDS,
    MOST_PROMPTS,
    MOST_RESOURCES,
    MOST_TIPS,
)
from webapp.forms import Form

PROMPTS, TIPS, RESOURCES = range(1, MOST_PROMPTS + 1), range(1, MOST_TIPS + 1), range(1, MOST_RESOURCES + 1)
NEEDED = {
    "mentor": _l("Write at least one thing for the mentor to talk about."),
    "mentee": _l("Write at least one thing for the mentee to talk about."),
}


def words(label: Any, *validators: Any) -> TextAreaField:
    """A field for a sentence or two."""
    return TextAreaField(label, [*validators, Length(max=LONGEST_WORDS)], render_kw={"rows": 2})


class StepForm(Form):
    """A step's words. Those of the two roles and the resources are the numbered fields that are added below."""

    title = StringField(_l("Title"), [InputRequired(_l("Write the step's title.")), Length(max=LONGEST_NAME)])
    purpose = TextAreaField(
        _l("Purpose"),
        [InputRequired(_l("Write in a sentence or two what the step is for.")), Length(max=LONGEST_PURPOSE)],
    )
    minutes = IntegerField(
        _l("Minutes"),
        [
            InputRequired(_l("Write how many minutes the step takes.")),
            NumberRange(1, LONGEST_STEP, _l("Write a number of minutes from 1 to 600.")),
        ],
        default=30,
    )
    after = SelectField(_l("Place"), coerce=int)
    version = HiddenField()

    def content(self) -> dict[str, Any]:
        """The step's words as a curriculum has them, without what was left empty."""
        return {
            **{name: self[name].data for name in ("title", "purpose", "minutes")},
            **{role: self._words_for(role) for role in ROLES},
            "resources": [
                {"title": self[f"resource_{n}_title"].data, "body": self[f"resource_{n}_body"].data}
                for n in RESOURCES
                if self[f"resource_{n}_body"].data
            ],
        }

    def _words_for(self, role: str) -> dict[str, Any]:
        prompts = [self[f"{role}_prompt_{n}"].data for n in PROMPTS]
        tips = [self[f"{role}_tip_{n}"].data for n in TIPS]
        return {
            "prompts": [prompt for prompt in prompts if prompt],
            "tips": [tip for tip in tips if tip],
            "task": self[f"{role}_task"].data or "",
        }


def shown(content: dict[str, Any]) -> dict[str, Any]:
    """How the form shows a step's words."""
    data = {name: content[name] for name in ("title", "purpose", "minutes")}
    for role in ROLES:
        data[f"{role}_task"] = content[role]["task"]
        data.update({f"{role}_prompt_{n}": text for n, text in enumerate(content[role]["prompts"], 1)})
        data.update({f"{role}_tip_{n}": text for n, text in enumerate(content[role]["tips"], 1)})
    for n, resource in enumerate(content["resources"], 1):
        data.update({f"resource_{n}_{key}": text for key, text in resource.items()})
    return data


class _TitleIfText:
    """A validator: a resource that has a text has a title."""

    def __call__(self, form: Any, field: Any) -> None:
        body = form[field.name.replace("title", "body")]
        if bool(field.data) != bool(body.data):
            raise ValidationError(_l("A resource has both a title and a text."))


for _role in ROLES:
    for _n in PROMPTS:
        setattr(
            StepForm,
            f"{_role}_prompt_{_n}",
            words(_l("You might talk about, %(n)d", n=_n), *([InputRequired(NEEDED[_role])] if _n == 1 else [])),
        )
    for _n in TIPS:
        setattr(StepForm, f"{_role}_tip_{_n}", words(_l("Tip %(n)d", n=_n)))
    setattr(StepForm, f"{_role}_task", words(_l("Task")))
for _n in RESOURCES:
    setattr(StepForm, f"resource_{_n}_title", StringField(_l("Title"), [Length(max=LONGEST_NAME), _TitleIfText()]))
    setattr(StepForm, f"resource_{_n}_body", TextAreaField(_l("Text"), [Length(max=LONGEST_RESOURCE)]))
