from __future__ import annotations

from peewee import BooleanField, CharField, FloatField, ForeignKeyField, JSONField

from db.models.base import IdField, Row
from db.models.enrollment import Enrollment
from db.models.pair import Pair
from db.models.round import Round

NEARLY = 1e-6  # scores that are this near are the same: on PostgreSQL a column keeps seven digits


class Suggestion(Row):
    """What a round says of one mentee: with which mentor, how well they fit, and what the admin made of it.

    `proposed` is the mentor whom the solver named first; `mentor` the one who stands there now, whom the admin may have
    chosen; None where nobody could be found. A locked one stays when the rest is solved again. `skipped` is an open one
    whose first mentor the admin has skipped: another one stands there now, or nobody.
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
    skipped = JSONField(default=list)  # mentors' enrollment ids that the admin does not want here, last one last
    refusal = CharField(max_length=20, default="")  # the error's name, where publishing could not introduce the two

    class Meta:
        indexes = ((("round", "mentee"), True), (("round", "state"), False))

    @property
    def is_fixed(self) -> bool:
        """Whether it stays as it is when the rest is solved again."""
        return bool(self.state in ("accepted", "published") or (self.is_locked and self.mentor_id))

    @property
    def is_changed(self) -> bool:
        """Whether the admin made something else of it than was proposed."""
        return bool(self.skipped or (self.is_locked and self.mentor_id != self.proposed_id))

    @property
    def at_rest(self) -> str:
        """Its state when it is not accepted."""
        return "skipped" if self.skipped else "open"
