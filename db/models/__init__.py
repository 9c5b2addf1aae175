"""One noun per file. Import the nouns from here."""

from db.models.base import Row
from db.models.block import Block
from db.models.check_in import CheckIn
from db.models.completion import Completion
from db.models.data_key import DataKey, KeyCanary
from db.models.enrollment import Enrollment
from db.models.group import Group
from db.models.invitation import Invitation
from db.models.link import Link
from db.models.member import Member
from db.models.membership import Membership
from db.models.message import Message
from db.models.note import Goal, Note
from db.models.notification import Notification
from db.models.pair import Pair
from db.models.program import Program
from db.models.question import Question
from db.models.reaction import Reaction
from db.models.session import Session
from db.models.step import Step
from db.models.wish import Wish

__all__ = [
    "Block",
    "CheckIn",
    "Completion",
    "DataKey",
    "Enrollment",
    "Goal",
    "Group",
    "Invitation",
    "KeyCanary",
    "Link",
    "Member",
    "Membership",
    "Message",
    "Note",
    "Notification",
    "Pair",
    "Program",
    "Question",
    "Reaction",
    "Row",
    "Session",
    "Step",
    "Wish",
]

TABLES: list[type[Row]] = [  # in the order in which they refer to each other
    Member, Session, Link, Group, Membership, Invitation, Program, Step, Question, Enrollment, Wish, Pair, DataKey,
    KeyCanary, Message, Reaction, Completion, Note, Goal, CheckIn, Block, Notification,
]  # fmt: skip
