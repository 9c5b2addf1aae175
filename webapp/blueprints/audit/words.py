"""What each entry of the audit log says, in the reader's language. Names stand in it as they are now."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from db.models import AuditEntry
from db.models.former import Former
from webapp.domain.audit_log import Names

# What one can look for: by its name in the address, what it is called, and which actions begin so.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "signing-in": (_l("Signing in"), ("session.", "password.", "email.", "factor.", "recovery.")),
    "accounts": (_l("Accounts"), ("account.", "host.", "deletion.", "export.", "profile.")),
    "groups": (_l("Groups and members"), ("group.", "membership.", "admin.", "moderator.", "invitation.")),
    "programs": (_l("Programs"), ("program.", "admission.", "announcement.", "policy.", "rhythm.", "rule.", "round.")),
    "pairs": (_l("Pairs"), ("introduction.", "pair.", "stand_in.", "words.", "testimonial.", "help.")),
    "cases": (_l("Cases"), ("report.", "case.", "decision.", "appeal.", "suspension.", "ban.")),
    "site": (_l("This site"), ("instance.", "mail.", "keys.", "database.", "audit.")),
}

SENTENCES: dict[str, Any] = {
    "session.opened": _l("%(who)s signed in"),
    "session.ended": _l("%(who)s signed out on a device"),
    "session.ended_all": _l("%(who)s signed out on other devices"),
    "password.changed": _l("%(who)s set a new password"),
    "email.changed": _l("%(who)s changed their e-mail address"),
    "factor.added": _l("%(who)s set up a second factor"),
    "factor.removed": _l("%(who)s removed a second factor"),
    "factor.reset": _l("The second factors of %(whom)s were removed by command"),
    "factor.refused": _l("A second factor of %(who)s was refused"),
    "recovery.renewed": _l("%(who)s made new recovery codes"),
    "recovery.used": _l("%(who)s signed in with a recovery code"),
    "account.made": _l("%(who)s signed up"),
    "account.verified": _l("%(who)s confirmed their e-mail address"),
    "host.made": _l("%(whom)s became a host of this site"),
    "deletion.asked": _l("%(who)s asked for their account to be deleted"),
    "deletion.withdrawn": _l("%(who)s decided to keep their account"),
    "deletion.done": _l("The account of %(whom)s was deleted"),
    "export.asked": _l("%(who)s asked for a copy of what is theirs"),
    "export.made": _l("A copy of what is somebody's was made for them"),
    "export.fetched": _l("%(who)s downloaded the copy of what is theirs"),
    "export.expired": _l("A copy of what is somebody's was not fetched and is gone"),
    "export.failed": _l("A copy of what is somebody's could not be made"),
    "profile.changed": _l("%(who)s changed who may see what of their profile"),
    "group.made": _l("%(who)s made the group %(group)s"),
    "group.changed": _l("%(who)s changed what %(group)s says of itself"),
    "group.rule_changed": _l("%(who)s changed how people get into %(group)s, from “%(before)s” to “%(rule)s”"),
    "membership.asked": _l("%(who)s asked to join %(group)s"),
    "membership.joined": _l("%(who)s joined %(group)s"),
    "membership.approved": _l("%(who)s let %(whom)s into %(group)s"),
    "membership.declined": _l("%(who)s did not let %(whom)s into %(group)s"),
    "membership.left": _l("%(who)s left %(group)s"),
    "membership.removed": _l("%(who)s removed %(whom)s from %(group)s"),
    "admin.named": _l("%(who)s made %(whom)s an admin of %(group)s"),
    "admin.unnamed": _l("%(who)s ended the time of %(whom)s as an admin of %(group)s"),
    "moderator.named": _l("%(who)s made %(whom)s a safety moderator of %(group)s"),
    "moderator.unnamed": _l("%(who)s ended the time of %(whom)s as a safety moderator of %(group)s"),
    "invitation.made": _l("%(who)s made an invitation link into %(group)s, for up to %(uses)s people"),
    "invitation.mailed": _l("%(who)s invited people into %(group)s by mail: %(number)s"),
    "invitation.revoked": _l("%(who)s took back an invitation into %(group)s"),
    "program.made": _l("%(who)s made the program %(program)s"),
    "program.imported": _l("%(who)s made %(program)s from a file"),
    "program.copied": _l("%(who)s copied %(program)s"),
    "program.changed": _l("%(who)s changed the settings of %(program)s"),
    "program.led_on": _l("%(who)s led %(program)s from “%(before)s” to “%(state)s”"),
    "program.path_changed": _l("%(who)s changed the path of %(program)s: a step was %(what)s"),
    "program.questions_changed": _l("%(who)s changed the questions of %(program)s: one was %(what)s"),
    "program.exported": _l("%(who)s downloaded %(program)s as a file"),
    "admission.approved": _l("%(who)s gave %(whom)s a place in %(program)s"),
    "admission.declined": _l("%(who)s gave %(whom)s no place in %(program)s"),
    "admission.taken_back": _l("%(who)s took back what was decided about %(whom)s in %(program)s"),
    "policy.changed": _l("%(who)s changed how %(program)s pairs"),
    "rhythm.changed": _l("%(who)s changed the weekly rhythm of %(program)s"),
    "rule.made": _l("%(who)s made a rule for %(mentor)s and %(mentee)s in %(program)s: “%(kind)s”"),
    "rule.removed": _l("%(who)s removed a rule for %(mentor)s and %(mentee)s in %(program)s: “%(kind)s”"),
    "round.made": _l("%(who)s began a round of pairing in %(program)s, for %(mentees)s mentees"),
    "round.published": _l("%(who)s published a round of pairing in %(program)s: %(introduced)s introduced"),
    "round.discarded": _l("%(who)s discarded a round of pairing in %(program)s"),
    "program.pairs_exported": _l("%(who)s downloaded the list of the pairs in %(program)s"),
    "announcement.sent": _l("%(who)s sent an announcement in %(program)s, to so many: %(people)s"),
    "round.exported": _l("%(who)s downloaded the list of a round in %(program)s"),
    "stand_in.offered": _l("%(who)s asked %(whom)s to stand in for %(mentor)s with %(mentee)s in %(program)s"),
    "stand_in.withdrawn": _l("%(who)s no longer asks %(whom)s to stand in for %(mentor)s in %(program)s"),
    "introduction.made": _l("%(who)s introduced %(mentor)s and %(mentee)s in %(program)s"),
    "introduction.taken_back": _l("%(who)s took back the introduction of %(mentor)s and %(mentee)s in %(program)s"),
    "pair.paused": _l("The pair of %(mentor)s and %(mentee)s in %(program)s rests"),
    "pair.resumed": _l("The pair of %(mentor)s and %(mentee)s in %(program)s goes on"),
    "pair.completed": _l("The pair of %(mentor)s and %(mentee)s in %(program)s walked its whole path"),
    "pair.ended": _l("The pair of %(mentor)s and %(mentee)s in %(program)s ended"),
    "pair.renewed": _l("The pair of %(mentor)s and %(mentee)s in %(program)s goes on for some weeks"),
    "testimonial.hidden": _l("%(who)s hid words of thanks in %(program)s"),
    "testimonial.shown": _l("%(who)s showed hidden words of thanks in %(program)s again"),
    "help.snoozed": _l("%(who)s snoozed the pair of %(mentor)s and %(mentee)s in %(program)s for %(days)s days"),
    "help.woken": _l("%(who)s brought the pair of %(mentor)s and %(mentee)s in %(program)s back into the list"),
    "help.noted": _l("%(who)s wrote a note of their own about %(mentor)s and %(mentee)s in %(program)s"),
    "help.note_deleted": _l("%(who)s deleted a note of their own about %(mentor)s and %(mentee)s in %(program)s"),
    "help.worded": _l("%(who)s wrote to %(mentor)s and %(mentee)s, or one of them, in %(program)s"),
    "words.shredded": _l("What a pair had written was shredded: it ended long ago"),
    "report.filed": _l("A report was filed"),
    "case.shredded": _l("The words of a closed case were shredded"),
    "case.viewed": _l("%(who)s looked at a case"),
    "case.taken": _l("%(who)s took up a case"),
    "case.noted": _l("%(who)s wrote a note on a case"),
    "case.handed_over": _l("%(who)s handed a case over"),
    "case.decided": _l("%(who)s decided a case"),
    "case.closed": _l("%(who)s closed a case"),
    "decision.made": _l("%(who)s decided a case"),
    "decision.changed": _l("%(who)s changed what was decided in a case"),
    "appeal.made": _l("Somebody asked for a second look at a case"),
    "appeal.answered": _l("%(who)s took a second look at a case"),
    "suspension.made": _l("%(who)s kept somebody out of a group for a while, because of a case"),
    "suspension.lifted": _l("Somebody who was kept out of a group because of a case may take part again"),
    "ban.made": _l("%(who)s barred somebody from this site, because of a case"),
    "ban.lifted": _l("%(who)s let somebody back onto this site"),
    "instance.changed": _l("%(who)s changed the settings of this site"),
    "mail.tested": _l("%(who)s had a test mail sent"),
    "mail.retried": _l("%(who)s had mails and pushes that could not leave sent again (%(number)s)"),
    "audit.exported": _l("%(who)s downloaded entries of the audit log"),
    "keys.rotated": _l("The keys of what pairs write were changed"),
    "database.restored": _l("This site was brought back from a backup"),
}

# What the details of an entry are called.
VALUES: dict[str, Any] = {
    "open": _l("Anyone can join"),
    "approval": _l("An admin lets people in"),
    "invitation": _l("By invitation only"),
    "draft": _l("Draft"),
    "enrolling": _l("Open for enrollment"),
    "running": _l("Running"),
    "finished": _l("Finished"),
    "archived": _l("Archived"),
    "added": _l("added"),
    "reworded": _l("reworded"),
    "moved": _l("moved"),
    "removed": _l("removed"),
    "put_back": _l("put back"),
    "never": _l("never"),
    "must": _l("must"),
}


def sentence(entry: AuditEntry, names: Names, *, names_pairs: bool) -> str:
    """An entry in words. Without `names_pairs` the two of a pair are not named: a host need not know who they are."""
    words = SENTENCES.get(entry.action)
    if words is None:
        return str(entry.action)
    return str(words) % _Parts(entry, names, names_pairs)


class _Parts(Mapping[str, str]):
    """What may stand in a sentence, looked up only where it does."""

    def __init__(self, entry: AuditEntry, names: Names, names_pairs: bool) -> None:
        self.entry, self.names, self.names_pairs = entry, names, names_pairs

    def __getitem__(self, key: str) -> str:
        found = getattr(self, f"_{key}", None)
        return str(found() if found else self._value(key))

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _who(self) -> str:
        actor = self.entry.actor_id
        return str(self.names.members.get(actor, Former())) if actor else _("The site itself")

    def _whom(self) -> str:
        is_member = self.entry.object_kind == "member"
        return self._person(self.entry.object_id if is_member else self.entry.details.get("member"))

    def _mentor(self) -> str:
        return self._person(self.entry.details.get("mentor")) if self.names_pairs else _("a mentor")

    def _mentee(self) -> str:
        return self._person(self.entry.details.get("mentee")) if self.names_pairs else _("a mentee")

    def _group(self) -> str:
        return self.names.groups.get(self.entry.group_id) or _("a group that is gone")

    def _program(self) -> str:
        is_program = self.entry.object_kind == "program"
        number = self.entry.object_id if is_program else self.entry.details.get("program")
        return self.names.programs.get(number) or _("a program that is gone")

    def _person(self, member_id: int | None) -> str:
        name = self.names.members.get(member_id or 0, Former())
        return name.within_a_sentence if isinstance(name, Former) else str(name)

    def _value(self, key: str) -> Any:
        value = self.entry.details.get(key, "…")
        return VALUES.get(value, value) if isinstance(value, str) else value
