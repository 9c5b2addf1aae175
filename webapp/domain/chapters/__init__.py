"""Everything of a member's, chapter by chapter. A table is in one of them, or is left out for a reason that is said."""

from db.models import (
    Ban,
    CaseNote,
    CaseView,
    DataKey,
    Excerpt,
    Group,
    InstanceSetting,
    KeyCanary,
    PairingPolicy,
    PairingRule,
    Program,
    Question,
    Recusal,
    Round,
    Row,
    Step,
    Suggestion,
)
from webapp.domain.chapters import account, pairs, programs, safety
from webapp.domain.chapters.chapter import Chapter, Entry

__all__ = ["CHAPTERS", "LEFT_OUT", "Chapter", "Entry"]

CHAPTERS: tuple[Chapter, ...] = (*account.CHAPTERS, *programs.CHAPTERS, *pairs.CHAPTERS, *safety.CHAPTERS)

LEFT_OUT: dict[type[Row], str] = {
    Ban: "somebody who is banned cannot ask; it holds a hash and no words",
    CaseNote: "what moderators write for one another of a case that protects somebody else",
    CaseView: "who opened a case; its reporter sees that on the report's page",
    DataKey: "keys to the words that the chapter of pairs has opened",
    Excerpt: "copies of messages that the chapter of pairs holds where they are one's own",
    Group: "a group's own words; the groups that one is in are named",
    InstanceSetting: "the instance's",
    KeyCanary: "the instance's",
    PairingPolicy: "a program's",
    PairingRule: "an admin's rule, which those whom it names are not told of",
    Program: "a program's own words, made for its group",
    Question: "a program's; the ones that one has answered stand with the answers",
    Recusal: "that somebody keeps out of a case, which is the case's own",
    Round: "the admins' record of what all had answered; one's own answers stand with the places",
    Step: "a program's; the steps that one's pairs have done are named",
    Suggestion: "what the solver and the admins thought of, of which one is told what became of it",
}
