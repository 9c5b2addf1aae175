from __future__ import annotations

from peewee import BooleanField, CharField, FloatField, ForeignKeyField

from db.models.base import IdField, Row
from db.models.enrollment import Enrollment
from db.models.pair import Pair
from db.models.round import Round


class Suggestion(Row):
    """What a round says of one mentee: with which mentor, how well they fit, and what the admin made of it.

    `proposed` is the mentor whom the solver named first; `mentor` the one who stands there now, whom the admin may have
    chosen; None where nobody could be found. A locked one stays when the rest is solved again.
    """

    id = IdField()
    round = ForeignKeyField(Round, on_delete="CASCADE", index=False, backref="suggestions")
    mentee = ForeignKeyField(Enrollment, on_delete="CASCADE", backref="+")
    mentor = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL", backref="+")
    proposed = ForeignKeyField(Enrollment, null=True, on_delete="SET NULL", backref="+")
    score = FloatField(default=0.0)  # of the two, 0-1
    cost = FloatField(default=0.0)  # what the admin's own choice took from the whole, as a sum of scores
    state = CharField(max_length=10, default="open")  # open | accepted | skipped | published
    is_locked = BooleanField(default=False)
    pair = ForeignKeyField(Pair, null=True, on_delete="SET NULL", backref="+")

    class Meta:
        indexes = ((("round", "mentee"), True), (("round", "state"), False))
