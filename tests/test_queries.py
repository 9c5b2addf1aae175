from db.database import writing
from db.models import Member
from tests import people
from tests.queries import count_queries


def test_queries_are_counted_and_transactions_are_not() -> None:
    with count_queries() as made, writing():
        people.member("Alice Rossi")
        list(Member.select())
    assert [sql.split()[0] for sql in made] == ["INSERT", "SELECT"]
    with count_queries() as made:
        pass
    assert made == []
