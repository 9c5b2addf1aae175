"""Which browsers may be told: those of known push services, in as many as a person has, while their sign-in lasts."""

import pytest

from db.models import Member, PushSubscription, Session
from tests.people import Cast
from tests.push_service import Device
from webapp.domain import accounts, push_services, push_subscriptions
from webapp.domain.errors import UnknownPushService

KNOWN = "https://fcm.googleapis.com/fcm/send/abc:def"


def session_of(member: Member) -> Session:
    return accounts.session_of(accounts.open_session(member, device="test"))  # type: ignore[return-value] # it was opened just now


@pytest.mark.parametrize(
    "endpoint",
    [
        KNOWN,
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QGuQ",
        "https://wns2-par02p.notify.windows.com/w/?token=AwYA%2b",
        "https://fcm.googleapis.com:443/fcm/send/abc",
    ],
)
def test_the_browsers_own_services_are_known(endpoint: str) -> None:
    assert push_services.is_known(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://fcm.googleapis.com.evil.org/x"),
        *(
            "https://evil.org/fcm.googleapis.com",
            "https://evil.org#fcm.googleapis.com",
            "https://push.apple.com.evil/x",
        ),
        *(
            "https://user:word@fcm.googleapis.com/x",
            "https://fcm.googleapis.com@evil.org/x",
            "https://evilpush.apple.com",
        ),
        *("https://127.0.0.1/x", "http://127.0.0.1:9000/x", "https://[::1]/x", "file:///etc/passwd", "gopher://x", ""),
        *(
            "https://fcm.googleapis.com\\@evil.org/x",
            "https://fcm.googleapis.com/\r\nX: y",
            "https://fcm.googleapis.com/é",
        ),
        *("https://evil.org\t.push.apple.com/", "https://x.notify.windows.com.:443/", "https://[fcm.googleapis.com/x"),
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_charlie_cannot_have_us_speak_to_an_address_of_his(endpoint: str, cast: Cast) -> None:
    assert not push_services.is_known(endpoint)
    with pytest.raises(UnknownPushService):
        push_subscriptions.subscribe(
            member=cast.charlie, session=session_of(cast.charlie), endpoint=endpoint, **Device().keys
        )


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("AAAA", "AAAA"), ("A" * 87, "A" * 22), (Device().keys["p256dh"], "A" * 21), ("é" * 87, "A" * 22)],
    ids=("none", "short", "no point", "short secret", "not ASCII"),  # a key is another one in every process
)
def test_charlie_cannot_give_keys_that_are_none(p256dh: str, auth: str, cast: Cast) -> None:
    with pytest.raises(UnknownPushService):
        push_subscriptions.subscribe(
            member=cast.charlie, session=session_of(cast.charlie), endpoint=KNOWN, p256dh=p256dh, auth=auth
        )


def test_bob_has_one_for_each_sign_in_and_ten_at_most(cast: Cast) -> None:
    session = session_of(cast.bob)
    for n in range(2):
        push_subscriptions.subscribe(member=cast.bob, session=session, endpoint=f"{KNOWN}{n}", **Device().keys)
    assert [row.endpoint for row in push_subscriptions.of_member(cast.bob.id)] == [f"{KNOWN}1"]
    for n in range(12):
        push_subscriptions.subscribe(
            member=cast.bob, session=session_of(cast.bob), endpoint=f"{KNOWN}-{n}", **Device().keys
        )
    kept = [row.endpoint for row in push_subscriptions.of_member(cast.bob.id)]
    assert kept == [f"{KNOWN}-{n}" for n in range(11, 1, -1)]


def test_bob_can_stop_on_one_device_and_go_on_with_the_other(cast: Cast) -> None:
    phone, laptop = session_of(cast.bob), session_of(cast.bob)
    for n, session in enumerate((phone, laptop)):
        push_subscriptions.subscribe(member=cast.bob, session=session, endpoint=f"{KNOWN}{n}", **Device().keys)
    push_subscriptions.unsubscribe(member=cast.bob, session=phone)
    assert [row.session_id for row in push_subscriptions.of_member(cast.bob.id)] == [laptop.id]


def test_whatever_ends_a_sign_in_ends_its_pushes(cast: Cast) -> None:
    def subscribed() -> Session:
        session = session_of(cast.bob)
        push_subscriptions.subscribe(member=cast.bob, session=session, endpoint=KNOWN, **Device().keys)
        return session

    accounts.end_session(subscribed())
    assert not PushSubscription.select().exists()
    other = session_of(cast.bob)
    subscribed()
    accounts.change_password(cast.bob, password="another long passphrase", session=other)
    assert not PushSubscription.select().exists()
    subscribed()
    accounts.end_sessions(cast.bob, but=other)
    assert not PushSubscription.select().exists()
