from db.models import Group, Membership
from tests import people
from tests.people import Cast
from webapp.domain import groups
from webapp.domain.slugs import slug_of

WORDS = {"category": "career", "description": "", "join_rule": "open"}


def test_a_slug_is_plain_letters_and_digits() -> None:
    assert slug_of("  Città & Più, Łódź!  ") == "citta-piu-lodz"
    assert slug_of("Straße Æther Ørsted") == "strasse-aether-orsted"
    assert slug_of("Ⅳ-½") != "-"
    assert slug_of("مرحبا") == ""
    assert len(slug_of("long name " * 20)) <= 50
    assert not slug_of("x" * 49 + " yz").endswith("-")


def test_anyone_can_make_groups_of_the_same_name(cast: Cast) -> None:
    made = [groups.make(founder=cast.charlie, name="Più forti", **WORDS) for _ in range(12)]
    slugs = [group.slug for group in made]
    assert slugs[:3] == ["piu-forti", "piu-forti-2", "piu-forti-3"]
    assert len(set(slugs)) == 12
    place = Membership.of(made[0], cast.charlie)
    assert place
    assert place.is_active
    assert place.is_admin


def test_a_group_called_new_or_written_in_another_script_has_an_address(cast: Cast) -> None:
    assert groups.make(founder=cast.charlie, name="New", **WORDS).slug == "new-2"
    assert groups.make(founder=cast.charlie, name="أمهات جدد", **WORDS).slug == "group"


def test_a_stranger_can_find_open_groups_by_any_of_their_words(cast: Cast) -> None:
    Group.create(slug="citta-nuova", name="Città nuova", category="newcomers", description="Arriving in Trento")
    Group.create(slug="secret", name="Città segreta", category="newcomers", join_rule="invitation")

    def found(words: str, category: str = "") -> list[str]:
        return [group.name for group in groups.find(member=cast.charlie, words=words, category=category).rows]

    assert found("") == ["Città nuova", "Parents of the valley"]
    assert found("citta") == found("CITTÀ") == found("trento arriving") == ["Città nuova"]
    assert found("valley", "career") == []
    assert found("100%") == found("_") == []


def test_a_member_can_find_their_own_first_and_only_there(cast: Cast) -> None:
    Group.update(join_rule="invitation").execute()
    (mine,) = groups.mine(member=cast.olivia)
    assert mine.size == 4
    assert mine.place.is_admin
    assert not groups.mine(member=cast.alice)[0].place.is_admin
    assert groups.find(member=cast.alice).rows == []
    assert groups.mine(member=cast.charlie) == []


def test_a_group_counts_only_those_who_are_in_it(cast: Cast) -> None:
    people.join(cast.group, cast.charlie, state="requested")
    cast.bob.deactivated_at = cast.bob.created_at
    cast.bob.save()
    assert groups.size_of(cast.group) == 3


def test_bob_cannot_see_drafts_and_sees_where_he_takes_part(cast: Cast) -> None:
    people.program(cast.group, steps=1, name="Draft", state="draft")
    people.program(cast.group, steps=1, name="Another")
    seen = groups.programs_of(group=cast.group, member=cast.bob, is_admin=False)
    assert [(program.name, program.is_taken_part_in) for program in seen] == [("Another", False), ("New parents", True)]
    assert len(groups.programs_of(group=cast.group, member=cast.olivia, is_admin=True)) == 3
