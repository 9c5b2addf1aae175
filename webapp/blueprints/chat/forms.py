from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, IntegerField, SearchField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp

from webapp.domain import chat, reactions, searches
from webapp.forms import Form, is_true


class MessageForm(Form):
    """One message, from the page's form or from a frame: both doors use this class."""

    body = TextAreaField(
        _l("Message"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=chat.LONGEST, message=_l("A message has 4,000 characters at most. Send it in two.")),
        ],
    )
    client_id = HiddenField(validators=[DataRequired(), Regexp(r"^[A-Za-z0-9_-]{8,36}\Z")])
    step = IntegerField(validators=[Optional()])  # the number of the step on the pair's path
    reply_to = IntegerField(validators=[Optional()])  # the seq of the message that is answered

    def take(self, frame: dict[str, Any]) -> "MessageForm":
        """Fill the form from a `{"type": "message"}` frame. `thread` there is a step's number."""
        names = {"body": "body", "client_id": "client_id", "thread": "step", "reply_to": "reply_to"}
        sent = {field: str(frame[name]) for name, field in names.items() if frame.get(name) not in (None, "")}
        self.process(MultiDict(sent))
        return self


class EditForm(Form):
    body = TextAreaField(_l("Message"), [DataRequired(_l("Write something first.")), Length(max=chat.LONGEST)])


class ReactionForm(Form):
    """One choice; `back` is the seq of the message whose own page the form stands on, if it does."""

    kind = HiddenField(validators=[AnyOf(reactions.KINDS)])
    back = IntegerField(validators=[Optional()])


class SearchForm(Form):
    words = SearchField(
        _l("What are you looking for?"),
        [
            is_true(lambda words: bool(searches.wanted(words)), _l("Write a word to look for.")),
            Length(max=100, message=_l("A hundred characters are enough to look for.")),
        ],
    )
