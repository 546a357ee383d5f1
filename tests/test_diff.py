"""What `exporter diff` tells of two builds."""

import json
import shutil
from pathlib import Path

import pytest
from newsroom import Newsroom, draw_photo, photo, record
from typer.testing import CliRunner

from exporter.build import build
from exporter.cli import app
from exporter.diff import Difference, FieldChange, diff_proofs
from exporter.errors import UsageError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an edition, change it, build it again; return the folder of both."""
    folder = tmp_path_factory.mktemp("diff")
    newsroom = Newsroom(folder / "newsroom")
    build(newsroom.write(), folder / "old")
    newsroom.top["revision"] = 2
    body = list(newsroom.records["surut"]["body"])
    body.insert(2, {"type": "paragraph", "html": "Alinea yang disisipkan."})
    newsroom.records["surut"]["body"] = body
    newsroom.add(record("arus", paragraphs=2))
    newsroom.sections = [("Sains", ["pasang", "surut"]), ("Ragam", ["arus"])]
    newsroom.tables = '[article.pasang.photo.1]\ncaption = "Lain."'
    build(newsroom.write(), folder / "new")
    return folder


@pytest.fixture(scope="module")
def difference(folder: Path) -> Difference:
    return diff_proofs(folder / "old", folder / "new")


def test_articles_that_came_and_went(difference: Difference) -> None:
    assert difference.added == ("arus",)
    assert difference.removed == ("ombak",)


def test_a_paragraph_put_in_is_one_change(difference: Difference) -> None:
    pasang, surut = difference.changed
    assert surut.article == "surut"
    [field] = surut.fields
    assert (field.old, field.new) == ("", "Alinea yang disisipkan.")
    assert pasang.fields == (
        FieldChange(
            "caption of photo 1", "Bulatan pada bidang teal di ruang uji.", "Lain."
        ),
    )


def test_the_edition_and_its_pages(difference: Difference) -> None:
    assert difference.edition == (
        FieldChange("revision", "1", "2"),
        FieldChange(
            "sections",
            "Sains: pasang, surut; Ragam: ombak",
            "Sains: pasang, surut; Ragam: arus",
        ),
    )
    assert 2 in difference.pages  # the contents name the revision
    assert {page for c in difference.changed for page in c.pages} <= set(
        difference.pages
    )


def test_nothing_changed(folder: Path) -> None:
    [proof] = (folder / "old").glob("*.proof.json")
    [pdf] = (folder / "old").glob("*.pdf")
    assert diff_proofs(proof, pdf).is_empty


def test_a_photo_of_the_same_name_with_other_pixels_is_a_change(
    tmp_path: Path,
) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    newsroom.add(record("pasang", images=[photo("teal")], paragraphs=2))
    build(newsroom.write(), tmp_path / "old", formats=["epub"])
    draw_photo(newsroom.folder / "photos" / "teal.jpg", "olive", (1600, 1000))
    build(newsroom.write(), tmp_path / "new", formats=["epub"])
    [change] = diff_proofs(tmp_path / "old", tmp_path / "new").changed
    assert [field.field for field in change.fields] == ["photo 1"]


def test_the_command_tells_people_and_machines(folder: Path) -> None:
    run = CliRunner().invoke(app, ["diff", str(folder / "old"), str(folder / "new")])
    assert run.exit_code == 0
    assert "baru: arus" in run.stdout  # the language of the edition
    assert "rubrik edisi: Sains: pasang, surut; Ragam: ombak → Sains" in run.stdout
    assert "keterangan foto 1: Bulatan" in run.stdout
    english = ["diff", str(folder / "old"), str(folder / "new"), "--lang", "en"]
    run = CliRunner().invoke(app, english)
    assert "new: arus" in run.stdout
    assert "pages to look at: " in run.stdout
    run = CliRunner().invoke(
        app, ["diff", str(folder / "old"), str(folder / "new"), "--json"]
    )
    assert json.loads(run.stdout)["removed"] == ["ombak"]


@pytest.mark.parametrize("text", ["", "{}", '{"proof": 3}', "[]"])
def test_what_is_no_proof_is_refused(folder: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.proof.json"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        diff_proofs(file, folder / "new")
    assert caught.value.hint


def test_a_box_put_before_another_is_one_change(tmp_path: Path) -> None:
    def box(text: str) -> dict[str, object]:
        paragraphs = [{"type": "paragraph", "html": f"{text} {n}."} for n in (1, 2)]
        return {"type": "box", "title": text, "blocks": paragraphs}

    newsroom = Newsroom(tmp_path / "newsroom")
    newsroom.add(record("ombak", body=[box("Lama")]))
    build(newsroom.write(), tmp_path / "old", formats=["epub"])
    newsroom.add(record("ombak", body=[box("Baru"), box("Lama")]))
    build(newsroom.write(), tmp_path / "new", formats=["epub"])
    [change] = diff_proofs(tmp_path / "old", tmp_path / "new").changed
    assert [(f.old, f.new) for f in change.fields] == [
        ("", "Baru"),
        ("", "Baru 1."),
        ("", "Baru 2."),
    ]


def test_what_stands_around_the_articles_is_compared(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path / "newsroom")
    build(newsroom.write(), tmp_path / "old", formats=["epub"])
    newsroom.top |= {"rights": "Hak cipta", "tagline": "Setiap pekan"}
    newsroom.top["imprint"] = {**newsroom.top["imprint"], "address": "Jalan Lain 3"}
    newsroom.top["cover"] = "surut"
    newsroom.sections[1] = ("Rupa-rupa", ["ombak"])
    newsroom.tables = '[[masthead]]\nrole = "Redaktur"\nnames = ["Ani", "Budi"]'
    build(newsroom.write(), tmp_path / "new", formats=["epub"])
    difference = diff_proofs(tmp_path / "old", tmp_path / "new")
    assert set(difference.edition) == {
        FieldChange("rights", "", "Hak cipta"),
        FieldChange("tagline", "", "Setiap pekan"),
        FieldChange("cover", "pasang", "surut"),
        FieldChange("imprint.address", "Jalan Uji 1, Ambon", "Jalan Lain 3"),
        FieldChange("masthead", "", "Redaktur: Ani, Budi"),
        FieldChange(
            "sections",
            "Sains: pasang, surut; Ragam: ombak",
            "Sains: pasang, surut; Rupa-rupa: ombak",
        ),
    }


def test_a_proof_that_notes_fewer_entries_is_compared_by_those(
    folder: Path, tmp_path: Path
) -> None:
    [proof] = (folder / "old").glob("*.proof.json")
    told = json.loads(proof.read_text(encoding="utf-8"))
    for name in ("language", "sections", "imprint"):
        del told["edition"][name]
    older = tmp_path / proof.name
    older.write_text(json.dumps(told), encoding="utf-8")
    assert diff_proofs(older, proof).is_empty


def test_a_folder_with_two_proofs_is_told_so(folder: Path, tmp_path: Path) -> None:
    [proof] = (folder / "old").glob("*.proof.json")
    for name in ("a", "b"):
        shutil.copy(proof, tmp_path / f"{name}.proof.json")
    with pytest.raises(UsageError) as caught:
        diff_proofs(folder / "old", tmp_path)
    assert str(caught.value.message) == "holds 2 proofs"
    assert "a.proof.json, b.proof.json" in caught.value.hint
