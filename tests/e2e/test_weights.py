"""The budgets of the pages. `make bench-weight` prints them all."""

import pytest

from tests.bench import weight
from tests.e2e import story
from tests.e2e.conftest import Opens
from tests.e2e.pages import Visit


@pytest.mark.parametrize(("visit", "budget"), weight.WEIGHED, ids=[visit.endpoint for visit, _ in weight.WEIGHED])
def test_a_page_weighs_no_more_than_its_budget(phone: Opens, visit: Visit, budget: weight.Budget) -> None:
    cast = story.lived_in()
    page = phone(getattr(cast, visit.who) if visit.who else None)
    first, repeat = weight.weigh(page, visit.address(cast))
    assert first.by_kind["Document"] > 0
    assert not (found := weight.excesses(first, repeat, budget)), "\n".join(found)
