import io
import re
from collections.abc import Callable
from typing import Any

from db.models import Program
from tests.people import Cast
from tests.programming import NEW, RUN, newest
from webapp.domain import curricula, program_files

Visits = Callable[..., Any]


def test_olivia_can_download_a_program_and_make_it_again(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    olivia.post(NEW + "?curriculum=new-in-the-country&language=it", {**RUN, "name": "Città  nuova"})
    response = olivia.get(f"/programs/{newest().id}/file")
    assert response.headers["Content-Disposition"] == "attachment; filename=new-in-the-country.it.toml"
    olivia.follow(olivia.post(NEW + "-from-file", {"file": (io.BytesIO(response.data), "p.toml")}))
    again = newest()
    assert (again.state, again.name) == ("draft", "Città nuova")
    assert olivia.get(f"/programs/{again.id}/file").data == response.data


def test_nothing_is_made_of_a_bad_file(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    good = program_files.write(curricula.every("en")[0])
    bad = good.replace("minutes = 40", "minutes = 4000", 1).replace("[steps.mentee]", "[steps.mentees]", 1)
    text = olivia.post(NEW + "-from-file", {"file": (io.BytesIO(bad.encode()), "p.toml")}, status=422).text
    assert "“minutes” must be a number from 1 to 600" in text
    assert "Is “mentee” meant?" in text
    large = io.BytesIO(b"#" * (program_files.LARGEST + 1))
    assert "larger than 200 KB" in olivia.post(NEW + "-from-file", {"file": (large, "p")}, status=422).text
    olivia.post(NEW + "-from-file", {"file": (io.BytesIO(b"#" * 2_000_000), "p")}, status=413)
    assert "Choose a file." in olivia.post(NEW + "-from-file", status=422).text
    assert Program.select().count() == 1


def test_a_file_cannot_bring_markup_onto_a_page(visit: Visits, cast: Cast) -> None:
    olivia = visit(cast.olivia)
    file = program_files.write(curricula.every("en")[0]).replace("Career advancement", "<script>alert(1)</script>")
    file = file.replace('description = """', 'description = """<script>alert(2)</script> [x](javascript:alert(3)) ')
    olivia.post(NEW + "-from-file", {"file": (io.BytesIO(file.encode()), "p.toml")})
    text = olivia.get(f"/programs/{newest().id}").text
    assert "<script>alert" not in text
    assert "javascript:" not in re.findall(r'href="([^"]*)"', text)


def test_charlie_cannot_have_the_file(visit: Visits, cast: Cast) -> None:
    charlie, base = visit(cast.charlie), f"/programs/{cast.program.id}"
    for path in ("file",):
        charlie.get(f"{base}/{path}", status=404)
