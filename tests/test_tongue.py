"""Messages in Indonesian and English: all are translated, JSON is the same in both."""

import ast
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import read_mo
from newsroom import Newsroom, photo, record
from typer.testing import CliRunner

from exporter.checks import CODES
from exporter.cli import app
from exporter.cli.language import choose_language
from exporter.edition import compose, read_sources
from exporter.errors import ExporterError
from exporter.known import known_field, known_reason, known_rule
from exporter.layout import load_layout
from exporter.model import Article
from exporter.proof.expected import expect
from exporter.records import read_record_bytes
from exporter.said import Said, as_json, joined, marked, said
from exporter.tongue import tongue, tongues

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))
import catalogue  # noqa: E402 (a tool, no package)

SAMPLE = ROOT / "samples" / "mingguan"
ID = tongue("id")


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Newsroom:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return Newsroom(tmp_path / "newsroom")


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [*map(str, arguments)])


# --- the catalogue ------------------------------------------------------------------


@pytest.mark.parametrize("path", catalogue.CATALOGUES, ids=lambda p: p.parts[-3])
def test_every_message_has_a_translation_with_the_same_places(path: Path) -> None:
    assert list(catalogue.problems(path)) == []


@pytest.mark.parametrize("path", catalogue.CATALOGUES, ids=lambda p: p.parts[-3])
def test_what_is_read_is_what_is_written(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {str(m.id): str(m.string) for m in read_mo(file) if m.id}
    assert compiled == catalogue.read_catalogue(path)


def test_the_tool_sees_what_is_missing_obsolete_or_wrong(tmp_path: Path) -> None:
    text = catalogue.CATALOGUES[0].read_text(encoding="utf-8")
    spoiled = tmp_path / "exporter.po"
    spoiled.write_text(
        text.replace('msgid "no credit"', 'msgid "no such message"').replace(
            'msgstr "tidak dibuat untuk {format}"', 'msgstr "tidak untuk {formats}"'
        )
    )
    found = [problem.partition(":")[0] for problem in catalogue.problems(spoiled)]
    assert sorted(p.split(" (")[0] for p in found) == [
        *("missing", "obsolete", "other places")
    ]
    spoiled.write_text(text + '\nmsgid "no credit"\nmsgstr "lain"\n')
    with pytest.raises(ValueError, match="twice"):
        catalogue.read_catalogue(spoiled)


def test_no_sentence_is_put_together_where_no_tool_sees_it() -> None:
    """What is said is a constant, or comes from a table of marked sentences."""
    allowed = {
        *("exporter/said.py", "exporter/tongue.py", "exporter/known.py"),
        # from tables of their own modules
        *("exporter/proof/report.py", "exporter/records/own.py", "exporter/show.py"),
        *("exporter/layout.py", "exporter/layout_files.py"),
        "exporter/archive/duplicates.py",
    }
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "exporter").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "said"
        and not isinstance(node.args[0], ast.Constant)
    }
    assert found <= allowed


def test_no_error_or_finding_has_a_bare_sentence() -> None:
    """An f-string, or a plain string of several words, would never be translated."""
    bare = []
    for path in (ROOT / "exporter").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            if name == "Finding":
                sentences = node.args[2:3]
            elif name.endswith("Error") and name in _errors():
                hints = [k.value for k in node.keywords if k.arg == "hint"]
                sentences = [*node.args[:1], *hints]
            else:
                continue
            bare += [
                f"{path.name}:{node.lineno}"
                for one in sentences
                if isinstance(one, ast.JoinedStr | ast.Constant)
            ]
    assert bare == []


def _errors() -> set[str]:
    return {kind.__name__ for kind in (ExporterError, *ExporterError.__subclasses__())}


# --- sentences ----------------------------------------------------------------------


def test_english_says_the_message_id() -> None:
    for msgid in catalogue.message_ids():
        places = {p.partition("!")[0]: "x" for p in catalogue.places(msgid)}
        assert tongue("en")(msgid, **places) == msgid.format_map(places) or not places
        assert tongue("en")(said(msgid, **places)) == said(msgid, **places)


def test_a_sentence_in_a_sentence_is_translated_and_a_name_is_not() -> None:
    inner = said("the photo is not there")
    line = said("{where}: {message}", where="no credit", message=inner)
    assert line == "no credit: the photo is not there"
    assert ID(line) == "no credit: fotonya tidak ada"
    assert ID.again(json.loads(json.dumps(as_json(line)))) == ID(line)
    assert ID(pickle.loads(pickle.dumps(line))) == ID(line)
    assert ID("cannot write: {reason}", reason=inner).endswith("fotonya tidak ada")
    assert ID(joined([said("no file"), "x", said("no credit")], "; ")) == (
        "tanpa berkas; x; tanpa kredit foto"
    )


def test_braces_of_others_stay() -> None:
    told = said("is not valid TOML: {reason}", reason=known_reason("{odd} {}"))
    assert ID(told) == "bukan TOML yang benar: {odd} {}"
    assert ID(said("there is no record {name!r}", name="{x}")).endswith("'{x}'")
    assert known_field("byline ({role})") == "byline ({role})"


@pytest.mark.parametrize(
    ("text", "indonesian"),
    [
        ("Permission denied", "tidak diizinkan"),
        ("Extra data", "ada sisa teks sesudah akhirnya"),
        (
            "Expected '=' after a key in a key/value pair (at line 3, column 7)",
            "sesudah kunci harus ada '=' (di baris 3, kolom 7)",
        ),
        ("input should be 'pdf' or 'epub'", "harus 'pdf' atau 'epub'"),
        ("input should be greater than or equal to 1", "harus 1 atau lebih"),
    ],
)
def test_what_python_and_others_say_is_known(text: str, indonesian: str) -> None:
    assert known_reason(text) == text
    assert ID(known_reason(text)) == indonesian


BAD_VALUES = [
    *(
        "number = 0",
        "number = 1.5",
        'number = "x"',
        'formats = ["pdg"]',
        "formats = []",
    ),
    *(
        'date = "22 November"',
        "date = 2026",
        "revision = 0",
        "layout = 1",
        "photos = 1",
    ),
    *("title = 1", 'title = ""', "masthead = 1", 'layout = ""'),
    *('published = "x"', "date = 2026-01-01T10:00:00", "imprint = 1", "drop = 1"),
    *('time_zone = "x"', '[imprint]\nissn = "1"', '[imprint]\nissn = "1234-5678"'),
    *("[article.x.photo.1]\nfocus = [2, 0]", "[article.x.photo.1]\nfocus = [-1, 0]"),
    *("[article.x.photo.1]\nfocus = [0]", "[article.x.photo.1]\nleave_out = 3"),
]


@pytest.mark.parametrize("toml", BAD_VALUES)
def test_whatever_is_wrong_with_a_key_is_said_in_indonesian(
    tmp_path: Path, toml: str
) -> None:
    (tmp_path / "edition.toml").write_text(toml)
    done = run("build", tmp_path, "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert not re.search(r"\b(should|is|input|string|value)\b", done.stderr), (
        done.stderr
    )


def test_every_field_of_the_sample_has_an_indonesian_name() -> None:
    composed = compose(read_sources(SAMPLE))
    layout = load_layout(composed.edition.layout, SAMPLE)
    ids = {article.id for article in composed.edition.articles}
    names = {
        field.name
        for article in composed.edition.articles
        for field in expect(article, layout, ids)
    }
    assert len(names) > 60
    for name in names:
        told = known_field(name)
        assert told == name
        assert isinstance(told, Said), name
        assert _is_said_whole(told), name
    assert ID(known_field("caption of photo 2, paragraph 1")) == (
        "keterangan foto 2, alinea 1"
    )


def _is_said_whole(sentence: Said) -> bool:
    """Return whether the parts of a name that are names themselves are known."""
    inner = [v for k, v in sentence.values.items() if k in {"field", "a", "b"}]
    return all(isinstance(v, Said) and _is_said_whole(v) for v in inner)


def test_rules_and_warnings_of_the_readers_are_known() -> None:
    """Rules stand in records as plain text: each that a reader has is known again."""
    rules = set()
    for path in (ROOT / "exporter" / "records").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            if getattr(node.func, "attr", "") in {"set", "drop", "add_source"}:
                rules |= {
                    str(one.value)
                    for one in ast.walk(node.args[-1])
                    if isinstance(one, ast.Constant) and " " in str(one.value)
                }
    assert len(rules) > 25
    # opened, then a value; or what follows one: "wordpress:postmeta " and a name
    whole = {r for r in rules if not (r[0] in ",:" or r[-1] in " '")}
    assert {r for r in whole if not isinstance(known_rule(r), Said)} == set()
    assert isinstance(
        known_rule("byline: label 'Penulis'; name before the outlet"), Said
    )


def test_a_readers_warning_survives_the_model() -> None:
    text = "Judul tentang pasang\n12 Januari 2022\nPasang naik.\n"
    (article,) = read_record_bytes(text.encode(), "pasang.txt").articles
    warnings = article.model_copy().provenance.warnings
    assert warnings
    assert all(isinstance(warning, Said) for warning in warnings)
    told = json.loads(article.model_dump_json())
    assert Article.model_validate(told).provenance.warnings == warnings


# --- the command line ---------------------------------------------------------------


def test_an_indonesian_edition_speaks_indonesian(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.add(record("ombak", authors=[], images=[photo("teal", credit="")]))
    options = ("build", newsroom.write(), "--format", "epub", "-j", "1", "--no-cache")
    own = run(*options, "-o", tmp_path / "out")
    english = run(*options, "-o", tmp_path / "out", "--lang", "en")
    assert (own.exit_code, english.exit_code) == (0, 0)
    assert own.stdout == english.stdout
    told = own.stderr.splitlines()
    assert "  peringatan W-001 foto 1: tanpa kredit foto" in told
    assert "  peringatan W-002 tanpa penulis dan tanpa baris nama" in told
    assert "  warning W-001 photo 1: no credit" in english.stderr.splitlines()
    assert "kredit, keterangan, nama, dan sumber ada di EPUB" in own.stderr
    assert len(english.stderr.splitlines()) == len(told)
    as_told = {
        run(*options, "-o", tmp_path / "out", "--json", "--lang", language).stdout
        for language in ("id", "en")
    }
    assert len(as_told) == 1


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('language = "en"\ntitel = "x"', "error: edition.toml:2: unknown key `titel`"),
        ('titel = "x"', "kesalahan: edition.toml:1: kunci `titel` tidak dikenal"),
        ('language = "fr"\ntitel = "x"', "error: edition.toml:2: unknown key `titel`"),
        ("language = ", "kesalahan: edition.toml: bukan TOML yang benar: isi yang"),
        (
            'title = "x\nlanguage = "id"',
            "kesalahan: edition.toml: bukan TOML yang benar: teks tidak ditutup",
        ),
    ],
)
def test_an_error_is_said_in_the_language_the_edition_names(
    tmp_path: Path, toml: str, says: str
) -> None:
    (tmp_path / "edition.toml").write_text(toml)
    for command in (("build", "-o", tmp_path / "out"), ("check",)):
        name, *options = command
        done = run(name, tmp_path, *options)
        assert done.exit_code == 3
        assert done.stderr.startswith(says)
    asked = run("build", tmp_path, "--lang", "id").stderr
    assert asked.startswith("kesalahan: edition.toml")


def test_a_regional_edition_speaks_the_language_of_what_it_extends(
    tmp_path: Path,
) -> None:
    (tmp_path / "edition.toml").write_text('language = "en"')
    region = tmp_path / "daerah"
    region.mkdir()
    (region / "edition.toml").write_text('extends = "../edition.toml"')
    assert choose_language("", region) == "en"
    (tmp_path / "edition.toml").write_text('extends = "daerah"')
    assert choose_language("", region) == "id"  # what leads back ends somewhere


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "id_ID.UTF-8"}, "id"),
        ({"LC_ALL": "", "LC_MESSAGES": "id_ID", "LANG": "en_GB.UTF-8"}, "id"),
        ({"LC_ALL": "C.UTF-8", "LANG": "id_ID.UTF-8"}, "en"),
        ({"LC_ALL": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "../.."}, "en"),
        ({"LC_ALL": ""}, "en"),
    ],
)
def test_without_an_edition_the_system_decides(
    variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert choose_language("") == language
    assert choose_language("", Path("nowhere")) == language
    assert choose_language("id") == "id"


@pytest.mark.parametrize(
    "command",
    [
        *(("explain", "E-003"), ("doctor",), ("layouts",), ("cache", "info")),
        *(("build", "x"), ("check", "x"), ("diff", "a", "b"), ("records", "x")),
    ],
)
def test_an_unknown_language_is_refused_and_the_known_are_named(
    command: tuple[str, ...],
) -> None:
    done = run(*command, "--lang", "xx")
    assert done.exit_code == 2
    assert "known: en, id" in done.stderr


def test_explain_speaks_both_languages() -> None:
    for code, (level, means, hint) in CODES.items():
        told = run("explain", code, "--lang", "id").stdout.splitlines()
        assert told[0] == f"{code} ({ID(level)}): {ID(means)}"
        assert told[1] == f"yang dilakukan: {ID(hint)}"
        assert run("explain", code).stdout.startswith(f"{code} ({level}): {means}\n")
    assert "E-003 (kesalahan): keterangan foto atau kredit foto ada di samping" in (
        run("explain", "e-003", "--lang", "id").stdout
    )
    refused = run("explain", "E-03", "--lang", "id")
    assert refused.exit_code == 2
    assert refused.stderr.startswith(
        "kesalahan: tidak ada kode 'E-03'\n    yang dikenal"
    )


def test_records_are_shown_in_both_languages() -> None:
    (file, *_) = sorted((SAMPLE / "articles").glob("angklung-*.txt"))
    told = run("records", file, "--lang", "id").stdout
    assert "  judul      Angklung, alat musik" in told
    assert "← baris nama: label 'Penulis'" in told
    assert "  peringatan foto: naskah menyebut foto yang tidak disertakannya" in told
    assert run("records", file, "--json", "--lang", "id").stdout == (
        run("records", file, "--json").stdout
    )


def test_the_system_speaks_where_no_edition_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "exporter", "diff", tmp_path, tmp_path],
        env={"PYTHONPATH": str(ROOT), "LANG": "id_ID.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "bukan bukti yang dapat dibaca" in done.stderr


def test_marked_is_no_more_than_a_mark() -> None:
    assert marked("{n} note") == "{n} note"
    assert tongues() == ("en", "id")
