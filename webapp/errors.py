"""A domain's refusal, or a fault, as a status and a page (or a fragment) that says what to do."""

import logging
import sqlite3
from contextlib import suppress
from typing import Any

from flask import Flask, g, render_template, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from peewee import DoesNotExist, InterfaceError, OperationalError
from playhouse.pool import MaxConnectionsExceeded
from redis import RedisError
from werkzeug.exceptions import HTTPException, TooManyRequests

from webapp import limits
from webapp.domain import errors as domain
from webapp.logs import where

log = logging.getLogger("waymark")

# What a database, or the queue beside it, says when it is busy, full or gone.
FAULTS = (OperationalError, InterfaceError, MaxConnectionsExceeded, sqlite3.OperationalError, RedisError)

WORDS: dict[type[domain.Refused], Any] = {
    domain.PairIsClosed: _l("This conversation is closed. You can still read what was written."),
    domain.NotAtTheEnd: _l("This opens with the last step of your path."),
    domain.LoginHasEnded: _l("You have been signed out. Sign in again; what you wrote is still here."),
    domain.AlreadyIntroduced: _l("These two have already been introduced in this program."),
    domain.BlockStandsBetween: _l("These two cannot be paired."),
    domain.MustNotBePaired: _l("These two cannot be paired."),
    domain.NoPlaceLeft: _l("This mentor has no free place left. Choose another mentor."),
    domain.NotWaiting: _l("One of the two is no longer waiting to be paired. Look at the board again."),
    domain.SamePerson: _l("Nobody can be their own mentor."),
    domain.ClientIdReused: _l("This message was already sent with other words. Reload the page to see what was sent."),
    domain.NotYours: _l("Only the person who wrote it can change it."),
    domain.NotAnAdminNow: _l("You are not an admin of this group any more."),
    domain.OwnPair: _l("You are one of these two. Another admin looks after this pair."),
    domain.TooLate: _l("This can no longer be undone."),
    domain.ProgramIsClosed: _l("The program does not take this now."),
    domain.WrongState: _l("This cannot be done now. Reload the page to see how things stand."),
    domain.LastAdmin: _l("A group needs at least one admin. Name another one first."),
    domain.LinkIsSpent: _l("This link has been used or has expired. Ask for a new one."),
    domain.ChangedMeanwhile: _l("Somebody else changed this while you were looking at it. This is how it stands now."),
    domain.LastStep: _l("A path needs at least one step. Add another one first."),
    domain.PathIsFull: _l("The path has as many steps as a path can have. Remove one first."),
    domain.QuestionsAreFull: _l("There are ten questions for this role already. Remove one first."),
    domain.AnswersAreMissing: _l("Something that pairing needs is missing: a topic or a goal, and a language."),
    domain.TooManyWishes: _l("You have named twenty people. Remove one first."),
    domain.RequestIsOver: _l("This request is no longer open. You need not do anything."),
    domain.NobodyToAsk: _l("None of the mentors you chose can be asked at the moment. Choose somebody else."),
    domain.TooManyChoices: _l("You can choose three mentors. Remove one first."),
    domain.EmailIsTaken: _l("Another account has this address."),
    domain.OnlyByInvitation: _l("People join this group by invitation. Ask one of its admins for one."),
    domain.AskedTooSoon: _l("The group's admins answered not long ago. You can ask again a week after their answer."),
    domain.TooManyAcquaintances: _l("You have named a hundred people. Remove one first."),
    domain.InvitationIsOlder: _l("This invitation no longer fits. Ask one of the group's admins for a new one."),
    domain.NoLanguageInCommon: _l("These two have no language in common."),
    domain.NobodyToTell: _l("Nobody is in this part of the program at the moment, so nothing was sent."),
    domain.TableIsTooLong: _l("This table is too long for one file: 10,000 rows and 5 MB are the most."),
    domain.NotAnsweredYet: _l("You have written three times. Give %(name)s time to answer."),
    domain.MustBeWithAnother: _l("This mentee must already be paired with somebody else. Remove that rule first."),
    domain.ExcerptNotVerified: _l("One of the messages cannot be shown to be what was sent. Leave it out."),
    domain.ExcerptIsGone: _l("One of the messages has been deleted meanwhile. Leave it out."),
    domain.TooManyExcerpts: _l("A report carries twenty messages at most. Leave some out."),
    domain.PasskeyIsRefused: _l("This passkey could not be added. Try again."),
    domain.TooManyPasskeys: _l("You have twenty passkeys. Remove one first."),
    domain.LastHost: _l("This site needs at least one host. Make another one first."),
    domain.NothingToFetch: _l("This archive has been downloaded already, or its time is over. Ask for a new one."),
    domain.CaseIsClosed: _l("Somebody else has decided this case meanwhile. This is how it stands now."),
    domain.UnknownPushService: _l("This browser's notifications come by a service that this site does not know."),
    domain.NobodyToHandTo: _l("Nobody else can take this case now. Ask the host to name another one first."),
    domain.TimeIsPast: _l("This time has passed, or is more than a year away. Choose another one."),
    domain.TimesHaveChanged: _l("This time is no longer on offer. The page shows how things stand now."),
    domain.MeetingIsOff: _l("This meeting has been called off. You can propose another one."),
    domain.WaitsForTheOther: _l("You proposed this yourself. It is for the other to say yes."),
    domain.TooManyMeetings: _l("You two have planned five meetings already. Let one pass, or call one off first."),
    domain.AbsencesOverlap: _l("You are away on some of these days already. Change those dates instead."),
    domain.TooManyAbsences: _l("You have planned ten absences already. Take one back first."),
    domain.NobodyToStandIn: _l("Nobody can stand in here now. Look at how things stand."),
}

TITLES = {
    400: _l("That did not arrive whole"),
    401: _l("Please sign in"),
    403: _l("This is not yours to do"),
    404: _l("There is no such page"),
    405: _l("That cannot be done here"),
    409: _l("That is not possible now"),
    410: _l("This link no longer works"),
    413: _l("That is too large"),
    429: _l("A little slower, please"),
    500: _l("Something broke on our side"),
    503: _l("Back in a moment"),
    507: _l("The server's disk is full"),
}

ADVICE = {
    400: _l("Go back, reload the page, and send it again. What you wrote is still in the form."),
    401: _l("Your session has ended. Sign in and go on where you were."),
    403: _l("You can see this, but it is for somebody else to change."),
    404: _l("It may have moved, or it is not yours to see."),
    405: _l("Go back and use the buttons on the page."),
    409: _l("Reload the page to see how things stand."),
    410: _l("Ask for a new one."),
    413: _l("Send less at once."),
    500: _l("It has been noted. Nothing that was shown as sent is lost. Try again in a minute."),
    503: _l("The server is busy or being updated. Try again in a minute."),
    507: _l("Reading still works. What you just wrote was not saved: keep it, and try again later."),
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(domain.Refused, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(TooManyRequests, _too_many)
    app.register_error_handler(DoesNotExist, _gone)
    for fault in FAULTS:
        app.register_error_handler(fault, _database_fault)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.log_exception = _log  # type: ignore[assignment, method-assign] # Flask's own writes what the exception says


def words_for(error: domain.Refused) -> str:
    """The sentence for a refusal, in the reader's language."""
    return str(WORDS[type(error)]) % error.names if error.names else str(WORDS[type(error)])


def is_disk_full(fault: Exception) -> bool:
    """Whether the database has no room left to write in."""
    return "full" in str(fault).lower() or "No space left" in str(fault)


def _page(status: int, advice: Any, **headers: str) -> Any:
    try:
        return _rendered(status, advice), status, headers
    except FAULTS:
        _do_without_reader()
        return _rendered(status, advice), status, headers


def _rendered(status: int, advice: Any) -> str:
    is_fragment = request.headers.get("HX-Request-Type") == "partial"
    template = "errors/_notice.html" if is_fragment else "errors/show.html"
    title = str(TITLES.get(status, TITLES[400]))
    again = _typed() if status == 429 and request.method == "POST" else None
    return render_template(template, status=status, title=title, advice=str(advice), again=again)


def _typed() -> list[tuple[str, str]]:
    """What somebody typed into a form that is refused for now, so that it can be sent again later; no passwords."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name != "csrf_token" and "password" not in name]


def _do_without_reader() -> None:
    """A page asks the database who is reading and what is new for them; here the database is what is broken."""
    with suppress(*FAULTS):
        get_locale()  # kept from here on, if the reader's is known already
    g._login_user = AnonymousUserMixin()


def _refused(error: domain.Refused) -> Any:
    return _page(error.status, words_for(error))


def _forged(error: CSRFError) -> Any:
    return _page(400, str(ADVICE[400]))


def _too_many(error: TooManyRequests) -> Any:
    # One of those above a view (`RateLimitExceeded`), or one that the view counted itself.
    refusal = error.refusal if isinstance(error, limits.TooMuch) else limits.exceeded()
    return _page(429, refusal.words, **{"Retry-After": str(refusal.seconds)})


def _gone(error: DoesNotExist) -> Any:
    # Loaded by the route, and gone before the verb had its lock: a pair whose introduction was taken back.
    return _page(404, str(ADVICE[404]))


def _database_fault(error: Exception) -> Any:
    is_full = is_disk_full(error)
    log.error("database fault: %s at %s", "disk full" if is_full else type(error).__name__, where(error.__traceback__))
    status = 507 if is_full else 503
    return _page(status, ADVICE[status])


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error.get_response()
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _page(error.code, str(ADVICE.get(error.code, ADVICE[400])), **kept)


def _unexpected(error: Exception) -> Any:
    _log((type(error), error, error.__traceback__))
    return _page(500, str(ADVICE[500]))


def _log(raised: Any) -> None:
    # The message of an exception can carry what a member typed; the trace's file and line cannot.
    kind, error, _trace = raised
    log.error("fault: %s at %s", kind.__name__, where(error.__traceback__))
