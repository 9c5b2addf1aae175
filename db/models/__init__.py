"""One noun per file. Import the nouns from here."""

from db.models.absence import Absence, StandIn
from db.models.acquaintance import Acquaintance
from db.models.announcement import Announcement, AnnouncementReader
from db.models.audit_entry import AuditEntry
from db.models.base import Row
from db.models.block import Block
from db.models.bounce import Bounce
from db.models.check_in import CheckIn
from db.models.closing import ClosingAnswer, Renewal, Testimonial, Thanks
from db.models.completion import Completion
from db.models.data_key import DataKey, KeyCanary
from db.models.dispatch import Dispatch
from db.models.enrollment import Enrollment
from db.models.factor import Passkey, RecoveryCode, TotpSecret
from db.models.farewell import Deletion, Export
from db.models.fit_answer import FitAnswer
from db.models.group import Group
from db.models.help import CoordinatorNote, CoordinatorWord, Snooze
from db.models.instance_secret import InstanceSecret
from db.models.instance_setting import InstanceSetting
from db.models.invitation import Invitation
from db.models.job_run import JobRun
from db.models.link import Link
from db.models.meeting import CalendarFeed, Meeting, MeetingTime
from db.models.member import Member
from db.models.membership import Membership
from db.models.mentor_request import MentorRequest
from db.models.message import Message
from db.models.note import Goal, Note
from db.models.notification import Notification
from db.models.notification_choice import NotificationChoice, NotificationHours
from db.models.openness import Openness
from db.models.pair import Pair
from db.models.pairing_policy import PairingPolicy
from db.models.pairing_rule import PairingRule
from db.models.precedence import Precedence
from db.models.profile_field import ProfileField
from db.models.program import Program
from db.models.push_dismissal import PushDismissal
from db.models.push_subscription import PushSubscription
from db.models.question import Question
from db.models.ranking import Ranking
from db.models.reaction import Reaction
from db.models.report import Appeal, CaseNote, CaseView, Decision, Excerpt, Recusal, Report
from db.models.rhythm import FreshStart, Nudge, NudgeItem, PairTally, PairWeek, Pulse, Rhythm, Tap
from db.models.round import Round
from db.models.session import Session
from db.models.shown_mentor import ShownMentor
from db.models.step import Step
from db.models.suggestion import Suggestion
from db.models.suspension import Ban, Suspension
from db.models.wish import Wish

__all__ = [
    "Absence",
    "Acquaintance",
    "Announcement",
    "AnnouncementReader",
    "Appeal",
    "AuditEntry",
    "Ban",
    "Block",
    "Bounce",
    "CalendarFeed",
    "CaseNote",
    "CaseView",
    "CheckIn",
    "ClosingAnswer",
    "Completion",
    "CoordinatorNote",
    "CoordinatorWord",
    "DataKey",
    "Decision",
    "Deletion",
    "Dispatch",
    "Enrollment",
    "Excerpt",
    "Export",
    "FitAnswer",
    "FreshStart",
    "Goal",
    "Group",
    "InstanceSecret",
    "InstanceSetting",
    "Invitation",
    "JobRun",
    "KeyCanary",
    "Link",
    "Meeting",
    "MeetingTime",
    "Member",
    "Membership",
    "MentorRequest",
    "Message",
    "Note",
    "Notification",
    "NotificationChoice",
    "NotificationHours",
    "Nudge",
    "NudgeItem",
    "Openness",
    "Pair",
    "PairTally",
    "PairWeek",
    "PairingPolicy",
    "PairingRule",
    "Passkey",
    "Precedence",
    "ProfileField",
    "Program",
    "Pulse",
    "PushDismissal",
    "PushSubscription",
    "Question",
    "Ranking",
    "Reaction",
    "RecoveryCode",
    "Recusal",
    "Renewal",
    "Report",
    "Rhythm",
    "Round",
    "Row",
    "Session",
    "ShownMentor",
    "Snooze",
    "StandIn",
    "Step",
    "Suggestion",
    "Suspension",
    "Tap",
    "Testimonial",
    "Thanks",
    "TotpSecret",
    "Wish",
]

TABLES: list[type[Row]] = [  # in the order in which they refer to each other
    Member, Session, Link, Group, Membership, Invitation, Program, Step, Question, Enrollment, Wish, Pair, DataKey,
    KeyCanary, Message, Reaction, Completion, Note, Goal, CheckIn, Block, Notification, PairingPolicy, PairingRule,
    Acquaintance, Round, Suggestion, Ranking, MentorRequest, FitAnswer, Precedence,
    ShownMentor, Openness, Report, Excerpt, CaseView, CaseNote, Appeal, Decision, Recusal, Suspension, Ban,
    ProfileField, Export, Deletion, TotpSecret, RecoveryCode, Passkey, AuditEntry, InstanceSetting,
    Dispatch, NotificationChoice, NotificationHours, Bounce, PushSubscription, PushDismissal, InstanceSecret, JobRun,
    Rhythm, Nudge, NudgeItem, FreshStart, Tap, Pulse, PairWeek, PairTally, Meeting, MeetingTime, CalendarFeed, Absence,
    StandIn, Snooze, CoordinatorNote, CoordinatorWord, Thanks, Testimonial, ClosingAnswer, Renewal, Announcement,
    AnnouncementReader,
]  # fmt: skip
