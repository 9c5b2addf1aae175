from flask import Blueprint

blueprint = Blueprint("enrollments", __name__)
