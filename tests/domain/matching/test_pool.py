from db.models import Block, PairingRule
from tests import people
from tests.people import Cast
from webapp.domain.matching import pool as pools
from webapp.domain.matching.solver import solve


def test_the_pool_has_who_waits_and_who_has_a_place(cast: Cast) -> None:
    dana = people.enrolled(cast.program, people.member("Dana Verdi"), "mentor", capacity=2)
    emil = people.enrolled(cast.program, people.member("Emil Roth"), "mentee")
    people.enrolled(cast.program, people.member("Fay Bruni"), "mentee", state="paused")
    pool = pools.of_program(cast.program)
    assert [p.enrollment_id for p in pool.mentees] == [emil.id]
    assert [(p.enrollment_id, p.places) for p in pool.mentors] == [(dana.id, 2)]  # Alice's one place is Bob's


def test_a_block_and_an_admins_rule_are_in_the_pool(cast: Cast) -> None:
    dana = people.enrolled(cast.program, people.member("Dana Verdi"), "mentor")
    emil = people.enrolled(cast.program, people.member("Emil Roth"), "mentee")
    fay = people.enrolled(cast.program, people.member("Fay Bruni"), "mentee")
    Block.create(blocker=emil.member, blocked=dana.member)
    PairingRule.create(program=cast.program, mentor=dana.member, mentee=fay.member, kind="must")
    pool = pools.of_program(cast.program)
    assert pool.forbidden == {(emil.id, dana.id): "block"}
    assert pool.musts == {(fay.id, dana.id)}
    assert solve(pool).unplaced == (emil.id,)


def test_a_packed_pool_replays_to_the_same_result(cast: Cast) -> None:
    people.enrolled(cast.program, people.member("Dana Verdi"), "mentor", working_style={"writing": 2}, location="Città")
    people.enrolled(cast.program, people.member("Emil Roth"), "mentee", availability=["0-early"])
    pool = pools.of_program(cast.program)
    assert pools.unpack(pools.pack(pool)) == pool
    assert solve(pools.unpack(pools.pack(pool))) == solve(pool)
