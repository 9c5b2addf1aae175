from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from db.models import Program
from webapp.blueprints.announcements.words import choices
from webapp.domain import vault
from webapp.domain.announcements import LONGEST, LONGEST_TITLE
from webapp.forms import Form, options


class AnnouncementForm(Form):
    audience = SelectField(_l("Who gets it"))
    title = StringField(_l("Title"), [DataRequired(_l("Write a title.")), Length(max=LONGEST_TITLE)])
    body = TextAreaField(_l("What you want to say"), [DataRequired(_l("Write something.")), Length(max=LONGEST)])
    client_id = HiddenField(validators=[Length(min=8, max=36)])

    @classmethod
    def of(cls, program: Program) -> "AnnouncementForm":
        """A program's, with its audiences; a new one has an id of its own, under which it goes out once."""
        form = cls(data={"client_id": vault.new_uid(), "audience": "all"})
        form.audience.choices = options(choices(program))
        return form

    @property
    def words(self) -> dict[str, str]:
        """What is announced, to whom, under which id."""
        return {
            "audience": self.audience.data,
            "title": self.title.data or "",
            "body": (self.body.data or "").replace("\r\n", "\n"),
            "client_id": self.client_id.data or "",
        }
