"""Any order of what people can do to each other: nothing passes a block, and no third person reads a word."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import people
from tests.domain.safety_machine import Safety
from webapp.domain import chat
from webapp.domain.errors import LoginHasEnded

# Bounded, and the same each time: the fast suite has seconds. Not made smaller when it fails: that would take minutes.
SETTINGS = settings(
    max_examples=60,
    stateful_step_count=20,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_nobody_can_get_past_a_block_in_any_order_of_things(visit: Callable[..., Any]) -> None:
    happened: Counter[str] = Counter()

    class Here(Safety):
        def __init__(self) -> None:
            super().__init__(visit, happened)

    run_state_machine_as_test(Here, settings=SETTINGS)
    for what in ("blocks", "messages", "PairIsClosed", "LoginHasEnded", "NotAnsweredYet", "introduced again"):
        assert happened[what] >= 1, f"too little was played: {happened}"


def test_charlie_cannot_write_with_a_login_that_has_ended(cast: people.Cast) -> None:
    with pytest.raises(LoginHasEnded):
        chat.post_message(pair=cast.pair, author=cast.charlie, body="Hello", client_id="client-charlie", login="none")
