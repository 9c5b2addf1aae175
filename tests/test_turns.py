import gevent

from webapp.turns import Turns


def test_requests_begin_in_the_order_in_which_they_came_and_others_run_between_two() -> None:
    turns, happened = Turns(), []

    def page(name: str) -> None:
        turns.take()
        happened.append(name)

    def message() -> None:
        gevent.sleep(0.001)
        happened.append("message")

    pages = [gevent.spawn(page, f"page {n}") for n in range(5)]
    gevent.joinall([*pages, gevent.spawn(message)], timeout=5)
    assert [name for name in happened if name != "message"] == [f"page {n}" for n in range(5)]
    assert happened.index("message") < 4, "all pages ran before the message"
    late = gevent.spawn(page, "late")
    late.join(5)
    assert happened[-1] == "late", "an empty queue begins anew"
