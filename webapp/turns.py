"""Whose turn it is: requests begin one by one, so that many pages at once do not hold up the chat."""

from collections import deque

import gevent
from flask import Flask
from gevent import monkey
from gevent.event import Event

ROUND = 0.0005  # seconds; a message takes several rounds of the event loop, and one or two fit in


def init_app(app: Flask) -> None:
    """Let every request wait for its turn, where requests are greenlets, as in production."""
    if monkey.is_module_patched("threading"):
        app.before_request(Turns().take)


class Turns:
    """A queue of requests that have not begun. Each round of the event loop begins one, the longest waiting first.

    A page takes milliseconds in which nothing else runs. Without a queue, 32 of them that came together ran one after
    the other before any socket was looked at, and the chat of everybody else waited for all of them.
    """

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque()
        self._is_letting_in = False

    def take(self) -> None:
        """Wait for one's turn."""
        turn = Event()
        self._waiting.append(turn)
        if not self._is_letting_in:
            self._is_letting_in = True
            gevent.spawn(self._let_in)
        turn.wait()

    def _let_in(self) -> None:
        while self._waiting:
            self._waiting.popleft().set()
            gevent.sleep(0)  # it runs now, until it waits for something
            gevent.sleep(ROUND)
        self._is_letting_in = False
