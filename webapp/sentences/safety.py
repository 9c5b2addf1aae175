"""Of reports, cases and what is one's own: told whatever somebody has chosen."""

from flask_babel import lazy_gettext as _l

from db.models import Notification
from webapp.paths import path
from webapp.sentences.sentence import Sentence, to_named


def _to_exports(_about: Notification) -> str:
    return path("exports.index")


to_report = to_named("reports.show", report_id="report")

SENTENCES = {
    "report_looking": Sentence(_l("Your report is being looked at."), to_report),
    "report_closed": Sentence(_l("Your report is closed. See what was done."), to_report),
    "decision_made": Sentence(
        _l("Those who look after safety have written to you."), to_named("decisions.show", decision_id="decision")
    ),
    "export_ready": Sentence(_l("Your archive is ready to be downloaded."), _to_exports),
}
