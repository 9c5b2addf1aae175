"""The one blueprint of this package; its routes are spread over files by noun."""

from flask import Blueprint

blueprint = Blueprint("closings", __name__)
