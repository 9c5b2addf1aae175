"""The one blueprint of this package; its words for what the domain knows by keys are in a file of their own."""

from flask import Blueprint

blueprint = Blueprint("profiles", __name__)
