from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField

from db.clock import now
from db.models.base import IdField, Row, UtcDateTimeField
from db.models.former import Former, NameField


class Member(Row):
    """A person with an account; always an adult. The birth date is not kept, only when it was checked."""

    id = IdField()
    name = NameField(max_length=80)  # none once the account is deleted: pages then say "A former member"
    email = CharField(max_length=254, unique=True)  # lower case
    email_verified_at = UtcDateTimeField(null=True)
    password_hash = CharField(max_length=200)
    language = CharField(max_length=5, default="en")
    time_zone = CharField(max_length=64, default="UTC")
    adult_confirmed_at = UtcDateTimeField()
    is_host = BooleanField(default=False)
    created_at = UtcDateTimeField(default=now)
    deactivated_at = UtcDateTimeField(null=True)

    # What Flask-Login asks of whoever was loaded from a session.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.deactivated_at is None

    @property
    def has_verified_email(self) -> bool:
        """Whether the address was shown to be theirs."""
        return self.email_verified_at is not None

    @property
    def is_gone(self) -> bool:
        """Whether the account was deleted: what is left of it is this row, to which others' rows refer."""
        return bool(self.password_hash == "")

    @property
    def first_name(self) -> str:
        """What a partner calls them: the first word of the name."""
        name = self.name
        return name.within_a_sentence if isinstance(name, Former) else str(name).split()[0]

    @property
    def initial(self) -> str:
        """The letter that stands for them; of somebody who is gone none does."""
        return "–" if isinstance(self.name, Former) else str(self.name)[0].upper()

    @classmethod
    def remains(cls) -> Any:
        """The condition that an account was not deleted, as `is_gone` says of one row."""
        return cls.password_hash != ""

    @classmethod
    def with_email(cls, email: str) -> Member | None:
        """The member with this address, whatever its case."""
        found: Member | None = cls.get_or_none(cls.email == email.strip().lower())
        return found

    @classmethod
    def named(cls, words: str) -> Any:
        """The condition that a name has these words in it, in any case."""
        # SQLite folds only ASCII: "élodie" finds "Élodie" by its capital.
        return cls.name.contains(words) | cls.name.contains(words.title())

    @classmethod
    def hosts(cls) -> Any:
        """Those who run this instance."""
        return cls.select().where(cls.is_host & cls.deactivated_at.is_null())
