"""What the host reads of topics, faults and jobs: names for what the program calls by short ones."""

from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.topic_words import WORDS

MEDIA = {"mail": _l("Mail"), "push": _l("Push")}
TOPICS = {"": _l("Accounts and safety"), **{topic: words.name for topic, words in WORDS.items()}}
# By how the fault begins; what is none of these stands as it is.
FAULTS: dict[str, Any] = {
    "ConnectionRefusedError": _l("the mail server does not answer"),
    "gaierror": _l("the mail server's name is not known"),
    "TimeoutError": _l("the mail server took too long"),
    "SMTPServerDisconnected": _l("the mail server broke off"),
    "SMTPAuthenticationError": _l("the mail server does not accept user or password"),
    "SMTPSenderRefused": _l("the mail server does not accept the sender, MAIL_FROM"),
    "SMTPConnectError": _l("the mail server turned us away"),
    "SSL": _l("no safe line to the mail server: look at MAIL_USE_TLS"),
    "SMTP 55": _l("the mail server refused the address or the mail for good"),
    "SMTP 4": _l("the mail server asked to come back later"),
    "sealed": _l("sealed with a key that is not in MESSAGE_KEYS"),
    "push service": _l("no push service took it yet"),
}


def fault(kind: str) -> str:
    """A fault in words, with its own name behind, for whoever looks it up."""
    words = next((words for begins, words in FAULTS.items() if kind.startswith(begins)), None)
    return f"{words} ({kind})" if words else kind


# What each job does, for somebody who has never seen the code.
JOBS = {
    "send_soon": _l("Sending what has just come into the outbox"),
    "send_due": _l("Looking each minute what is to be sent"),
    "make_export": _l("Making somebody's archive"),
    "delete_account": _l("Deleting an account"),
    "look_for_departures": _l("Looking for archives and deletions that are due"),
    "move_queues_on": _l("Asking the next mentor"),
    "look_at_queues": _l("Looking for requests whose time has run out"),
    "suspensions_over": _l("Ending pauses whose time is over"),
    "cases_handed_on": _l("Handing on cases that nobody can handle"),
    "messages_counted": _l("Counting messages by week"),
    "weekly_rhythm": _l("Looking what is due to whom in the weekly rhythm"),
    "meetings_near_or_over": _l("Reminding of meetings"),
    "absences_begun_or_over": _l("Telling who is away and who is back"),
    "digests_made": _l("Making digests"),
    "help_digests": _l("Telling admins who needs help"),
    "announcements_told": _l("Telling announcements"),
    "unread_messages_told": _l("Telling of unread messages"),
    "ask_before_renewals_end": _l("Asking before a renewed time ends"),
    "nights_made_up_for": _l("Making up for a night in which nothing ran"),
    "note_audit_head": _l("Printing the audit log's head"),
    "shred_old_cases": _l("Destroying the words of old cases"),
    "warn_before_words_end": _l("Warning before words are deleted"),
    "shred_words_of_ended_pairs": _l("Destroying the words of pairs that ended long ago"),
    "wipe_old_archives": _l("Wiping archives that nobody fetched"),
    "sweep_outbox": _l("Forgetting what was sent some days ago"),
    "sweep_job_runs": _l("Forgetting how jobs went a month ago"),
    "forget_what_was_deleted": _l("Clearing what was deleted from the disk"),
}


def job(name: str) -> Any:
    """What a job does; one that has no words here has its name."""
    return JOBS.get(name, name)
