"""What the domain may refuse. The name says what is wrong; `webapp/errors.py` has the words for people."""

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 # the name is a sentence, as are its children's
    """A rule of the domain says no. `status` is the HTTP status of the answer; `names` stand in its words."""

    status = 409
    names: Mapping[str, str] = {}


class PairIsClosed(Refused):
    """The pair has ended or completed, or one has blocked the other: nothing more can be written or done in it."""


class NotAtTheEnd(Refused):
    """The closing of a pair opens with the last step of its path."""


class LoginHasEnded(Refused):
    """The session with which somebody acts has ended meanwhile."""


class AlreadyIntroduced(Refused):
    """The two are, or were, a pair in this program."""


class BlockStandsBetween(Refused):
    """One has blocked the other."""


class MustNotBePaired(Refused):
    """One of the two said that they must not be paired with the other."""


class NoPlaceLeft(Refused):
    """The mentor has as many mentees as they said they can take."""


class NotWaiting(Refused):
    """The enrollment is not one that can be paired now."""


class SamePerson(Refused):
    """Nobody mentors themselves."""


class ClientIdReused(Refused):
    """The same client id came with another text."""


class NotYours(Refused):
    """Only the author may change or delete it."""

    status = 403


class NotAnAdminNow(NotYours):
    """Only the group's admins may do this, and whoever does it is none any more."""


class OwnPair(Refused):
    """An admin looks after pairs, and not after one that they are in."""

    status = 403


class TooLate(Refused):
    """The time in which it could be undone has passed."""


class ProgramIsClosed(Refused):
    """The program does not take this now."""


class WrongState(Refused):
    """The record cannot go from its state to the one asked for."""


class LastAdmin(Refused):
    """A group keeps at least one admin."""


class LinkIsSpent(Refused):
    """The link was used, has expired, or never was."""

    status = 410


class EmailIsTaken(Refused):
    """Another account has this address."""


class OnlyByInvitation(Refused):
    """The group takes people only by invitation."""


class AskedTooSoon(Refused):
    """An admin said no, or took the place away, less than a week ago."""


class InvitationIsOlder(Refused):
    """The invitation was made before an admin said no to this person, or took their place away."""


class ChangedMeanwhile(Refused):
    """Somebody else has changed it since it was read."""


class LastStep(Refused):
    """A path keeps at least one step."""


class PathIsFull(Refused):
    """The path has as many steps as one may have."""


class QuestionsAreFull(Refused):
    """The program asks a role as many questions as it may."""


class AnswersAreMissing(Refused):
    """An enrollment lacks what pairing cannot do without: a topic or a goal, and a language."""


class TooManyWishes(Refused):
    """An enrollment names as many people as it may."""


class TooManyAcquaintances(Refused):
    """A member says to know as many people of a group as they may."""


class NoLanguageInCommon(Refused):
    """The two have each said which languages they speak, and share none."""


class MustBeWithAnother(Refused):
    """Another rule says already with whom this mentee is to be paired."""


class RequestIsOver(Refused):
    """A mentor's answer comes too late: the three days have run out, or one of the two can be paired no more."""


class NobodyToAsk(Refused):
    """None of the mentors whom a mentee has chosen can be asked now."""


class TooManyChoices(Refused):
    """A mentee has chosen as many mentors as they may."""


class ExcerptNotVerified(Refused):
    """Messages that a reporter ticked (`args`: their seqs) do not bear the tag of what was stored: no evidence."""


class ExcerptIsGone(Refused):
    """Messages that a reporter ticked (`args`: their seqs) were deleted, or never stood in this pair."""


class TooManyExcerpts(Refused):
    """A reporter ticked more messages than a report carries."""


class PasskeyIsRefused(Refused):
    """What a browser made is no passkey for this site, or it is somebody's already."""


class TooManyPasskeys(Refused):
    """A member has as many passkeys as they may."""


class NotAnsweredYet(Refused):
    """One of a pair has written as much as one may before the other has written at all."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.names = {"name": name}


class LastHost(Refused):
    """An instance keeps at least one host."""


class NothingToFetch(Refused):
    """The archive was fetched already, its time is over, or it is not made yet."""

    status = 410


class CaseIsClosed(Refused):
    """Somebody else has decided the case meanwhile."""


class NobodyToHandTo(Refused):
    """There is nobody else who could handle the case."""


class NobodyToTell(Refused):
    """An announcement's audience is empty at the moment."""


class TableIsTooLong(Refused):
    """A table has more rows, or is larger, than a file of it may be."""

    status = 413


class TimeIsPast(Refused):
    """A time that was to be agreed on has passed, or is further ahead than a year."""


class TimesHaveChanged(Refused):
    """The time that somebody accepts is not on offer any more: others are, or another one was agreed on."""


class MeetingIsOff(Refused):
    """The meeting has been called off meanwhile."""


class WaitsForTheOther(Refused):
    """Whoever proposed a time does not accept it too."""


class TooManyMeetings(Refused):
    """A pair has planned as many meetings as it may at a time."""


class AbsencesOverlap(Refused):
    """A member has said of some of these days already that they are away."""


class TooManyAbsences(Refused):
    """A member has planned as many absences as they may."""


class NobodyToStandIn(Refused):
    """Nobody can stand in here: the mentor is not away, or has somebody already, or whoever was asked cannot."""


class UnknownPushService(Refused):
    """The address that a browser gave is of no push service that we know, or its keys are none."""

    status = 400
