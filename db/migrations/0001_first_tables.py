from db.models import TABLES


def up(migrator, db):
    db.create_tables(TABLES)
