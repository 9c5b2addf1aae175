from webapp.blueprints.overviews.routes import blueprint

__all__ = ["blueprint"]
