from flask import Blueprint

blueprint = Blueprint("pairs", __name__)
