import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from db.models import AuditEntry, Group
from webapp import sheets, words
from webapp.access import administered_group_for, current_member, host_only
from webapp.blueprints.audit.words import KINDS, sentence
from webapp.domain import audit, audit_log
from webapp.domain.pages import page_of
from webapp.inputs import whole_number

blueprint = Blueprint("audit", __name__)


@blueprint.get("/host/audit")
def index() -> Any:
    host = current_member()
    host_only(host)
    return _page(audit_log.for_host(host, _wanted()), None)


@blueprint.get("/host/audit/file")
def file() -> Any:
    host = current_member()
    host_only(host)
    audit_log.note_export(by=host)
    return _file(audit_log.for_host(host, _wanted()), None)


@blueprint.get("/groups/<slug>/audit")
def group_index(slug: str) -> Any:
    admin = current_member()
    group = administered_group_for(admin, slug)
    return _page(audit_log.of_group(group, _wanted(), reader=admin), group)


@blueprint.get("/groups/<slug>/audit/file")
def group_file(slug: str) -> Any:
    admin = current_member()
    group = administered_group_for(admin, slug)
    audit_log.note_export(by=admin, group=group)
    return _file(audit_log.of_group(group, _wanted(), reader=admin), group)


def _wanted() -> audit_log.Narrowing:
    """What the address says; what it says wrongly is not said."""
    kind = request.args.get("kind", "")
    return audit_log.Narrowing(
        nouns=KINDS[kind][1] if kind in KINDS else (),
        actor=request.args.get("actor", None, whole_number),
        group=request.args.get("group", None, whole_number),
        since=request.args.get("since", None, date.fromisoformat),
        until=request.args.get("until", None, date.fromisoformat),
        zone=words.zone(),
    )


def _page(entries: Any, group: Group | None) -> str:
    page = page_of(entries, request.args.get("page", 1, whole_number))
    names = audit_log.names_in(page.rows)
    context = {"page": page, "names": names, "group": group, "kinds": KINDS, "wanted": _wanted()}
    context |= {"asked": {name: text for name in _ASKED if (text := request.args.get(name, "").strip())}}
    context |= {"said": lambda entry: sentence(entry, names, names_pairs=group is not None)}
    context |= {"head": None if group else audit.head()}
    context |= {"address": lambda noun="index", **given: _address(group, noun, given)}
    return render_template("audit/index.html", **context)


_ASKED = ("kind", "actor", "group", "since", "until")


def _address(group: Group | None, noun: str, given: dict[str, Any]) -> str:
    return url_for(f"audit.group_{noun}", slug=group.slug, **given) if group else url_for(f"audit.{noun}", **given)


def _file(entries: Any, group: Group | None) -> Response:
    rows = list(entries.limit(audit_log.MOST_EXPORTED))
    names = audit_log.names_in(rows)
    header = (_("Number"), _("When (UTC)"), _("What"), _("Action"), _("Group"), _("Object"), _("Details"), _("Digest"))
    response = Response(sheets.csv_of(header, (_line(row, names, group) for row in rows)), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="audit.csv")
    return response


def _line(entry: AuditEntry, names: audit_log.Names, group: Group | None) -> tuple[object, ...]:
    said = sentence(entry, names, names_pairs=group is not None)
    hidden = set() if group else {"mentor", "mentee"}
    details = json.dumps({key: value for key, value in sorted(entry.details.items()) if key not in hidden})
    where = names.groups.get(entry.group_id, "")
    what = f"{entry.object_kind} {entry.object_id or ''}".strip()
    return entry.position, f"{entry.at:%Y-%m-%d %H:%M:%S}", said, entry.action, where, what, details, entry.digest
