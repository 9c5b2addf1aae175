"""What is wrong with a program file, in sentences that an admin can act on."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.domain.file_rules import Problem

SENTENCES: dict[str, Any] = {
    "format": _l("This is not a program file: it must begin with format = “%(format)s”."),
    "encoding": _l("This is not a text file in UTF-8. Save it again as plain text, UTF-8."),
    "syntax": _l("This cannot be read. Look here and just above for a missing quotation mark, bracket or equals sign."),
    "no-equals": _l('After the key there is no equals sign. A text of several lines stands between """ and """.'),
    "no-bracket": _l("A list or a heading has no closing bracket, or two entries have no comma between them."),
    "no-quote": _l("A text has no closing quotation mark."),
    "no-value": _l("After the equals sign must come a text in quotation marks, a number, or a list in brackets."),
    "twice": _l("This stands in the file twice."),
    "backslash": _l("A backslash must be written twice: \\\\."),
    "missing": _l("“%(key)s” is missing."),
    "unknown": _l("“%(key)s” is not known here. Correct the word or take it out."),
    "misspelt": _l("“%(key)s” is not known here. Is “%(nearest)s” meant?"),
    "not-text": _l("“%(key)s” must be a text in quotation marks."),
    "not-number": _l("“%(key)s” must be a whole number without quotation marks."),
    "not-list": _l("“%(key)s” must be a list in square brackets."),
    "not-table": _l("“%(key)s” must be a section with keys of its own."),
    "not-sections": _l("Each of “%(key)s” must be a section that begins with [[%(key)s]]."),
    "empty": _l("“%(key)s” is empty."),
    "control": _l("“%(key)s” has a character in it that cannot be kept."),
    "long": _l("“%(key)s” has %(length)d characters. %(most)d are the most."),
    "range": _l("“%(key)s” must be a number from %(least)d to %(most)d."),
    "count": _l("“%(key)s” has %(found)d entries. It takes from %(least)d to %(most)d."),
    "choice": _l("“%(key)s” must be one of these: %(choices)s."),
    "not-switch": _l("“%(key)s” must be true or false, without quotation marks."),
    "quiet": _l("This is within the quiet hours, so nothing could be said then."),
    "early": _l("This must be later than the last nudge of a silence, or 0."),
    "no-name": _l("%(wrong)s stands for nothing here. You can use {partner} and {program}."),
    "brace": _l("A brace stands alone. Names are written {partner} and {program}."),
    "language": _l("“%(key)s” must be the two letters of a language, for example en."),
    "questions": _l("There are %(found)d questions for one role. %(most)d are the most."),
}
PARTS = {"mentor": _l("for the mentor"), "mentee": _l("for the mentee")}


def sentence(problem: Problem) -> str:
    """Where it is, and what to do: “Line 42, step 3, for the mentor: …”."""
    code = "misspelt" if problem.names.get("nearest") else problem.code
    keys = [part for part in problem.place if isinstance(part, str)]
    names = {"key": keys[-1] if keys else "", **problem.names}
    words = str(SENTENCES[code]) % names
    where = ", ".join(_where(problem))
    return _("%(where)s: %(words)s", where=where[:1].upper() + where[1:], words=words) if where else words


def _where(problem: Problem) -> list[str]:
    where = [_("line %(line)d", line=problem.line)] if problem.line else []
    match problem.place:
        case ("steps", int(n), *_rest):
            where.append(_("step %(n)d", n=n + 1))
        case ("questions", int(n), *_rest):
            where.append(_("question %(n)d", n=n + 1))
    return where + [str(words) for part, words in PARTS.items() if part in problem.place]
