"""One noun per file. Import the nouns from here."""

from db.models.acquaintance import Acquaintance
from db.models.audit_entry import AuditEntry
from db.models.base import Row
from db.models.block import Block
from db.models.check_in import CheckIn
from db.models.completion import Completion
from db.models.data_key import DataKey, KeyCanary
from db.models.enrollment import Enrollment
from db.models.factor import Passkey, RecoveryCode, TotpSecret
from db.models.farewell import Deletion, Export
from db.models.fit_answer import FitAnswer
from db.models.group import Group
from db.models.instance_setting import InstanceSetting
from db.models.invitation import Invitation
from db.models.link import Link
from db.models.member import Member
from db.models.membership import Membership
from db.models.mentor_request import MentorRequest
from db.models.message import Message
from db.models.note import Goal, Note
from db.models.notification import Notification
from db.models.openness import Openness
from db.models.pair import Pair
from db.models.pairing_policy import PairingPolicy
from db.models.pairing_rule import PairingRule
from db.models.precedence import Precedence
from db.models.profile_field import ProfileField
from db.models.program import Program
from db.models.question import Question
from db.models.ranking import Ranking
from db.models.reaction import Reaction
from db.models.report import Appeal, CaseNote, CaseView, Decision, Excerpt, Recusal, Report
from db.models.round import Round
from db.models.session import Session
from db.models.shown_mentor import ShownMentor
from db.models.step import Step
from db.models.suggestion import Suggestion
from db.models.suspension import Ban, Suspension
from db.models.wish import Wish

__all__ = [
    "Acquaintance",
    "Appeal",
    "AuditEntry",
    "Ban",
    "Block",
    "CaseNote",
    "CaseView",
    "CheckIn",
    "Completion",
    "DataKey",
    "Decision",
    "Deletion",
    "Enrollment",
    "Excerpt",
    "Export",
    "FitAnswer",
    "Goal",
    "Group",
    "InstanceSetting",
    "Invitation",
    "KeyCanary",
    "Link",
    "Member",
    "Membership",
    "MentorRequest",
    "Message",
    "Note",
    "Notification",
    "Openness",
    "Pair",
    "PairingPolicy",
    "PairingRule",
    "Passkey",
    "Precedence",
    "ProfileField",
    "Program",
    "Question",
    "Ranking",
    "Reaction",
    "RecoveryCode",
    "Recusal",
    "Report",
    "Round",
    "Row",
    "Session",
    "ShownMentor",
    "Step",
    "Suggestion",
    "Suspension",
    "TotpSecret",
    "Wish",
]

TABLES: list[type[Row]] = [  # in the order in which they refer to each other
    Member, Session, Link, Group, Membership, Invitation, Program, Step, Question, Enrollment, Wish, Pair, DataKey,
    KeyCanary, Message, Reaction, Completion, Note, Goal, CheckIn, Block, Notification, PairingPolicy, PairingRule,
    Acquaintance, Round, Suggestion, Ranking, MentorRequest, FitAnswer, Precedence,
    ShownMentor, Openness, Report, Excerpt, CaseView, CaseNote, Appeal, Decision, Recusal, Suspension, Ban,
    ProfileField, Export, Deletion, TotpSecret, RecoveryCode, Passkey, AuditEntry, InstanceSetting,
]  # fmt: skip
