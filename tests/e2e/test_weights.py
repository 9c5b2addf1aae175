"""The budgets of the pages. `make bench-weight` prints them all."""

import pytest

from tests.bench import weight
from tests.e2e import story
from tests.e2e.conftest import Opens
from tests.e2e.pages import Visit


@pytest.mark.parametrize(("visit", "budget"), weight.WEIGHED, ids=[str(visit) for visit, _ in weight.WEIGHED])
def test_a_page_weighs_no_more_than_its_budget(phone: Opens, visit: Visit, budget: weight.Budget) -> None:
    here = story.lived_in()
    page = phone(here.member(visit.who))
    first, repeat = weight.weigh(page, visit.address(here))
    assert first.by_kind["Document"] > 0
    assert not (found := weight.excesses(first, repeat, budget)), "\n".join(found)
