"""Pushes leave, sealed for one browser alone, and a push service's moods harm nobody."""

import hashlib
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from db import clock
from db.clock import now
from db.database import database
from db.models import Dispatch, InstanceSecret, Member, NotificationHours, PushSubscription, Session
from tests.concurrently import at_once
from tests.people import Cast
from tests.push_service import Device, PushService
from webapp import egress, push
from webapp.domain import accounts, notifications, push_keys, push_subscriptions, rotation, vault

NOON = now().replace(hour=12, minute=0)
Subscribes = Callable[..., PushSubscription]


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    made = PushService()
    monkeypatch.setitem(app.config, "PUSH_TEST_SERVICE", made.origin)
    monkeypatch.setattr(push, "_tired", push._Tired())
    with app.app_context():
        yield made
    made.close()
    assert not made.faults


@pytest.fixture(autouse=True)
def _nobody_sleeps(cast: Cast) -> None:
    for someone in (cast.alice, cast.bob, cast.charlie):
        NotificationHours.create(member=someone, quiet_from=0, quiet_to=0)


def session_of(member: Member) -> Session:
    return accounts.session_of(accounts.open_session(member, device="test"))  # type: ignore[return-value] # it was opened just now


@pytest.fixture
def subscribe(service: PushService) -> Subscribes:
    def subscribed(member: Member, device: Device, **more: Any) -> PushSubscription:
        given = {"endpoint": service.endpoint(device.name), **device.keys, **more}
        return push_subscriptions.subscribe(member=member, session=session_of(member), local=service.origin, **given)

    return subscribed


def dispatch_to(member: Member, cast: Cast, kind: str = "introduced") -> Dispatch:
    left = notifications.notify(member=member, kind=kind, pair=cast.pair, program=cast.program, partner="Alice")
    uid = f"{left.id:032x}"
    return Dispatch.create(uid=uid, medium="push", topic="pairs", member=member, notification=left)


def deliver(dispatch: Dispatch) -> int:
    database.close()  # as whoever sends does: no connection is held while a service is talked with
    try:
        return push.deliver(Dispatch.get_by_id(dispatch.id))
    finally:
        database.connect(reuse_if_open=True)


def test_bob_can_read_on_his_device_what_the_service_cannot(
    service: PushService, subscribe: Subscribes, cast: Cast
) -> None:
    phone = Device("phone")
    subscribe(cast.bob, phone)
    assert deliver(dispatch_to(cast.bob, cast)) == 1
    (sent,) = service.to("phone")
    words = phone.read(sent.body)
    assert set(words) == {"title", "body", "url", "tag", "actions", "unread"}
    assert words["url"].startswith("/")
    assert b"Alice" not in sent.body
    assert sent.key == push_keys.public()
    assert PushSubscription.get().used_at


def test_charlie_cannot_read_it_with_keys_of_his(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    subscribe(cast.bob, Device("phone"))
    deliver(dispatch_to(cast.bob, cast))
    with pytest.raises(Exception):  # noqa: B017, PT011 # whichever way it does not open
        Device("other").read(service.to("phone")[0].body)


def test_charlie_at_the_service_cannot_tell_which_kind_came_nor_about_which_pair(
    service: PushService, subscribe: Subscribes, cast: Cast
) -> None:
    subscribe(cast.bob, Device("phone"))
    for _n in range(2):
        deliver(dispatch_to(cast.bob, cast))
    topics = [each.headers["topic"] for each in service.pushes]
    assert topics[0] == topics[1]
    guess = f"introduced-{cast.pair.id}"
    assert topics[0] != hashlib.sha256(guess.encode()).hexdigest()[:32]


def test_bob_hears_on_each_device_and_charlie_on_none(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    for name in ("phone", "laptop"):
        subscribe(cast.bob, Device(name))
    subscribe(cast.charlie, Device("charlie"))
    assert deliver(dispatch_to(cast.bob, cast)) == 2
    assert {each.path for each in service.pushes} == {"/push/phone", "/push/laptop"}


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(
    service: PushService, subscribe: Subscribes, cast: Cast, status: int
) -> None:
    subscribe(cast.bob, Device("phone"))
    service.answers["phone"] = status
    assert deliver(dispatch_to(cast.bob, cast)) == 0
    assert not PushSubscription.select().exists()


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        ((429, {"Retry-After": "600"}), 600),
        ((503, {"Retry-After": "nonsense"}), 60),
        (500, 60),
        ((429, {"Retry-After": "99999999"}), 6 * 3600),
    ],
)
def test_a_busy_service_is_left_alone_for_a_while(
    service: PushService, subscribe: Subscribes, cast: Cast, answer: Any, pause: int
) -> None:
    subscribe(cast.bob, Device("phone"))
    service.answers["phone"] = answer
    before = now()
    with pytest.raises(push.NotNow) as told:
        deliver(dispatch_to(cast.bob, cast))
    assert pause <= (told.value.at - before).total_seconds() < pause + 30
    assert PushSubscription.get()


def test_it_waits_longer_with_each_attempt(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    subscribe(cast.bob, Device("phone"))
    service.answers["phone"] = 500
    dispatch = dispatch_to(cast.bob, cast)
    Dispatch.update(attempts=5).execute()
    with pytest.raises(push.NotNow) as told:
        deliver(dispatch)
    assert told.value.at > now() + timedelta(minutes=30)


def test_one_device_that_took_it_is_enough(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    for name in ("phone", "laptop"):
        subscribe(cast.bob, Device(name))
    service.answers["phone"] = 500
    assert deliver(dispatch_to(cast.bob, cast)) == 1


@pytest.mark.parametrize("answer", ["hang", "drip", "endless head", "garbage"])
def test_a_service_that_does_not_answer_is_given_up(
    service: PushService, subscribe: Subscribes, cast: Cast, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "WITHIN", 1.0)
    subscribe(cast.bob, Device("phone"))
    service.answers["phone"] = answer
    with pytest.raises(push.NotNow):
        deliver(dispatch_to(cast.bob, cast))
    assert PushSubscription.get().faults == 1


def test_an_answer_without_end_is_not_read(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    subscribe(cast.bob, Device("phone"))
    service.answers["phone"] = "endless"
    assert deliver(dispatch_to(cast.bob, cast)) == 1


def test_others_get_theirs_while_one_hangs(
    app: Flask, service: PushService, subscribe: Subscribes, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "WITHIN", 5.0)
    subscribe(cast.bob, Device("bob"))
    subscribe(cast.alice, Device("alice"))
    service.answers["bob"] = "hang"
    hanging, other = dispatch_to(cast.bob, cast), dispatch_to(cast.alice, cast)

    def send(dispatch: Dispatch) -> float | push.NotNow:
        began = time.monotonic()
        with app.app_context():
            try:
                push.deliver(dispatch)
            except push.NotNow as told:
                return told
        return time.monotonic() - began

    told, took = at_once(partial(send, hanging), partial(send, other))
    assert isinstance(told, push.NotNow)
    assert service.to("alice")
    assert took < 5


def test_nobody_waits_for_a_service_that_hung_three_times(
    service: PushService, subscribe: Subscribes, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "WITHIN", 0.3)
    for name in ("one", "two", "three", "four", "five"):
        subscribe(cast.bob, Device(name))
        service.answers[name] = "hang"
    with pytest.raises(push.NotNow):
        deliver(dispatch_to(cast.bob, cast))
    assert len(service.pushes) == push.TIRED_AFTER
    with pytest.raises(push.NotNow):
        deliver(dispatch_to(cast.bob, cast))
    assert len(service.pushes) == push.TIRED_AFTER


def test_a_subscription_that_fails_for_days_is_removed_and_one_of_a_night_is_not(
    service: PushService, subscribe: Subscribes, cast: Cast
) -> None:
    subscribe(cast.bob, Device("phone"))
    service.answers["phone"] = 400
    for _ in range(12):
        deliver(dispatch_to(cast.bob, cast))
    assert PushSubscription.get().faults == 12
    PushSubscription.update(created_at=now() - timedelta(days=4)).execute()
    deliver(dispatch_to(cast.bob, cast))
    assert not PushSubscription.select().exists()


def test_bob_is_not_disturbed_in_his_quiet_hours(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    subscribe(cast.bob, Device("phone"))
    NotificationHours.update(quiet_from=21, quiet_to=8).execute()
    Member.update(time_zone="UTC").execute()
    with clock.at(NOON.replace(hour=23)), pytest.raises(push.NotNow) as told:
        deliver(dispatch_to(cast.bob, cast))
    assert told.value.at == (NOON + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    assert not told.value.was_asked
    assert not service.pushes


def test_a_sign_in_that_ended_gets_nothing_more(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    subscribe(cast.bob, Device("phone"))
    accounts.end_sessions(cast.bob)
    assert not PushSubscription.select().exists()
    assert deliver(dispatch_to(cast.bob, cast)) == 0
    subscribe(cast.bob, Device("phone"))
    Session.update(seen_at=now() - timedelta(days=15)).execute()  # as good as ended, though its row is there
    assert deliver(dispatch_to(cast.bob, cast)) == 0
    assert not service.pushes


def test_a_browser_is_its_last_members(service: PushService, subscribe: Subscribes, cast: Cast) -> None:
    subscribe(cast.bob, Device("phone"))
    subscribe(cast.charlie, Device("phone"))
    assert deliver(dispatch_to(cast.bob, cast)) == 0
    assert not service.pushes


def test_one_key_is_kept_by_all_who_make_one_at_once(app: Flask) -> None:
    keys = at_once(*[push_keys.public] * 6)
    assert len(set(keys)) == 1
    assert InstanceSecret.select().count() == 1


def test_the_key_outlives_another_master_key(app: Flask) -> None:
    before = push_keys.public()
    old, new = ("k1", "k" * 40), ("k2", "n" * 40)
    try:
        vault.unlock([new, old])
        vault.check_canaries()
        rotation.rotate()
        vault.unlock([new])
        vault.check_canaries()
        assert push_keys.public() == before
    finally:
        vault.unlock([old])
