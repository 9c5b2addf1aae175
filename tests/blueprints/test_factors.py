from collections.abc import Callable
from typing import Any

import pytest

from db.models import Member
from tests import people
from tests.people import Cast
from webapp.domain import instance

Visits = Callable[..., Any]


@pytest.fixture
def host(cast: Cast) -> Member:
    return people.member("Harriet Host", is_host=True)


def test_a_host_who_needs_a_factor_is_led_to_set_one_up_and_olivia_is_not(
    visit: Visits, cast: Cast, host: Member
) -> None:
    instance.change(host=host, second_factor_for="hosts")
    assert visit(host).get("/host", status=303).headers["Location"] == "/account/factors?next=/host"
    visit(cast.olivia).get(f"/groups/{cast.group.slug}/edit")


def test_an_admin_who_needs_a_factor_is_led_to_set_one_up_and_ordinary_pages_stay_open(
    visit: Visits, cast: Cast, host: Member
) -> None:
    instance.change(host=host, second_factor_for="moderators")
    olivia = visit(cast.olivia)
    group = f"/groups/{cast.group.slug}"
    assert olivia.get(f"{group}/edit", status=303).headers["Location"] == f"/account/factors?next={group}/edit"
    olivia.get(f"{group}/edit", status=403, htmx=True)
    olivia.get(group)
    olivia.get("/account")
    visit(cast.bob).get(f"{group}/edit", status=403)
    visit(cast.charlie).get("/host", status=404)
