"""Enrolling: the questionnaire, what becomes of it, and the admin's list. Importing a file registers its routes."""

from webapp.blueprints.enrollments import admissions, places, questionnaire, wishes, words
from webapp.blueprints.enrollments.blueprint import blueprint

__all__ = ["admissions", "blueprint", "places", "questionnaire", "wishes", "words"]
