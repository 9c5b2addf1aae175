from collections.abc import Callable
from typing import Any

from flask import Flask

from webapp import mail
from webapp.letter import Letter

Visits = Callable[..., Any]


def test_a_developer_can_read_mails_and_click_their_links(app: Flask, visit: Visits) -> None:
    assert "No mail yet" in visit().get("/dev/mailbox").text
    with app.app_context():
        words = "<script>x</script> http://localhost:8000/login?a=1&b=2 https://x.org"
        mail.deliver(Letter("bob@example.org", "<b>Hi</b>", words))
    page = visit().get("/dev/mailbox").text
    assert '<a href="http://localhost:8000/login?a=1&amp;b=2">' in page
    assert "&lt;script&gt;" in page
    assert 'href="https://x.org' not in page
    assert "&lt;b&gt;Hi" in page


def test_nobody_can_open_the_mailbox_in_production(app: Flask, visit: Visits) -> None:
    app.config["ENVIRONMENT"] = "production"
    try:
        visit().get("/dev/mailbox", status=404)
    finally:
        app.config["ENVIRONMENT"] = "test"
