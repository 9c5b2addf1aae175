"""Groups, who is in them, and how people get in. Each noun's routes are in a file of its own."""

from flask import Blueprint

blueprint = Blueprint("groups", __name__)
