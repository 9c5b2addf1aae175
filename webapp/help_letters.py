"""The mail of an admin's word to one of a pair: the words as they were written, and nothing of why."""

from flask import Flask

from db.models import Notification
from webapp import news
from webapp.domain import coordinator_words
from webapp.news import Extra


def init_app(app: Flask) -> None:
    """Register what the kind has beside its sentence."""
    news.EXTRAS["coordinator_word"] = extra


def extra(notification: Notification) -> Extra:
    """The words, opened only now, as the mail leaves; without them the sentence is all there is."""
    said = coordinator_words.of_notification(notification)
    if said is None:
        return Extra()
    context = {"words": said.text, "admin": said.row.author.first_name, "program": notification.names["program"]}
    return Extra("coordinator_word", context)
