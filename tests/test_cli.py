"""The command line: exit codes, what goes to stdout, examples that run."""

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from newsroom import Newsroom, photo, record
from typer.testing import CliRunner

from exporter.cache import open_cache
from exporter.cli import app
from exporter.errors import EditionError
from exporter.model import Article, Provenance, article_json
from exporter.records import read_record_bytes

ROOT = Path(__file__).parents[1]
COMMANDS = [
    *("new", "build", "check", "records", "layouts", "explain", "diff", "doctor"),
    *("cache", "cache info", "cache clear"),
]


def exporter(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does; about an edition, it speaks English."""
    has_edition = arguments[0] in {"build", "check"} and "--help" not in arguments
    spoken = ("--lang", "en") if has_edition else ()
    return subprocess.run(
        [sys.executable, "-m", "exporter", *map(str, arguments), *spoken],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(autouse=True)
def cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the cache of whoever runs the tests out of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return tmp_path / "xdg" / "edition-exporter"


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "newsroom")


def test_version() -> None:
    done = exporter("--version")
    assert done.returncode == 0
    assert re.fullmatch(r"exporter \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_ends_with_an_example(command: str) -> None:
    help_text = exporter(*command.split(), "--help").stdout.strip()
    assert "Example: exporter" in help_text.splitlines()[-1]


@pytest.mark.slow
def test_the_examples_run(tmp_path: Path) -> None:
    """Each example, as printed, in a folder that looks like the checkout."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    exporter("build", ROOT / "samples" / "starter", "-o", tmp_path / "out-lama")
    for command in COMMANDS:
        last = exporter(*command.split(), "--help").stdout.strip().splitlines()[-1]
        example = last.split("Example: exporter ")[1]
        line = f"{shlex.quote(sys.executable)} -m exporter {example}"
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, (line, done.stderr)
        assert done.stdout or done.stderr


def test_paths_go_to_stdout_and_sentences_to_stderr(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    done = exporter("build", newsroom.write(), "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    paths = done.stdout.splitlines()
    assert [Path(path).name.partition(".")[2] for path in paths] == [
        *("pdf", "epub", "report.html", "photos.csv", "proof.json"),
    ]
    assert all(Path(path).is_file() for path in paths)
    assert "in PDF and EPUB" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout


def test_the_output_folder_may_be_relative(newsroom: Newsroom) -> None:
    newsroom.write()
    done = exporter("build", "newsroom", "-o", "out", cwd=newsroom.folder.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "out/mingguan-uji-7.pdf"


def test_json_is_for_machines(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.add(record("ombak", authors=[]))
    done = exporter("build", newsroom.write(), "-o", tmp_path, "--json")
    told = json.loads(done.stdout)
    assert told["edition"] == "mingguan-uji-7"
    assert told["findings"][0]["code"] == "W-002"
    assert told["findings"][0]["level"] == "warning"
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("toml", "code", "says"),
    [
        ("title = 3", 3, "edition.toml"),
        ("titel = 'x'", 3, "did you mean `title`?"),
    ],
)
def test_an_error_names_file_field_and_next_move(
    tmp_path: Path, toml: str, code: int, says: str
) -> None:
    (tmp_path / "edition.toml").write_text(toml)
    done = exporter("build", tmp_path, "-o", tmp_path / "out", "--lang", "en")
    assert done.returncode == code
    assert done.stderr.startswith("error: edition.toml:1: ")
    assert says in done.stderr
    assert done.stdout == ""


def test_exit_codes_by_kind(newsroom: Newsroom, tmp_path: Path) -> None:
    edition = newsroom.write()
    assert exporter("build").returncode == 2
    assert exporter("build", tmp_path / "nowhere").returncode == 3
    assert exporter("build", edition, "--layout", "takada").returncode == 4
    (newsroom.folder / "photos" / "teal.jpg").unlink()
    assert exporter("build", edition, "-o", tmp_path / "out").returncode == 4


def test_one_bad_edition_does_not_stop_the_next(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    edition = newsroom.write()
    done = exporter(
        "build",
        tmp_path / "nowhere",
        edition,
        "-o",
        tmp_path / "out",
        "--format",
        "epub",
    )
    assert done.returncode == 3
    assert "mingguan-uji-7.epub" in done.stdout


def test_an_edition_named_twice_is_built_once(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    edition = newsroom.write()
    (tmp_path / "link").symlink_to(newsroom.folder)
    twice = (newsroom.folder, edition, tmp_path / "link")
    options = ("-o", tmp_path / "out", "--format", "epub")
    done = exporter("build", *twice, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(".epub\n") == 1


def test_an_error_among_several_editions_names_the_edition(tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "edition.toml").write_text("title = 3")
    for option in ("--quiet", "--show-composed"):
        done = exporter(
            *("build", "satu", "dua/edition.toml", "nihil", option), cwd=tmp_path
        )
        assert done.returncode == 3
        errors = [x for x in done.stderr.splitlines() if x.startswith("error: ")]
        assert [x.removeprefix("error: ").partition(": ")[0] for x in errors] == [
            *("satu", "dua/edition.toml", "nihil")
        ]
        assert errors[0].startswith("error: satu: edition.toml:1: ")
        assert errors[2].count("nihil") == 1
    alone = exporter("build", "satu", cwd=tmp_path)
    assert alone.stderr.startswith("error: edition.toml:1: ")


def test_a_reason_needs_something_to_release(newsroom: Newsroom) -> None:
    edition = newsroom.write()
    done = exporter("build", edition, "-o", newsroom.folder / "o", "--reason", "Sari")
    assert done.returncode == 2
    assert "--release" in done.stderr
    assert not (newsroom.folder / "o").exists()


@pytest.mark.slow
def test_a_code_is_released_in_small_letters_too(newsroom: Newsroom) -> None:
    wordless = photo("teal", alt="", caption=[])
    newsroom.add(record("ombak", images=[wordless]))
    edition, out = newsroom.write(), newsroom.folder / "out"
    options = ("-o", out, "--format", "epub")
    assert exporter("build", edition, *options).returncode == 6
    released = ("--release", "e-010", "--reason", "Sari: boleh")
    done = exporter("build", edition, *options, *released)
    assert done.returncode == 0, done.stderr
    proof = json.loads((out / "mingguan-uji-7.proof.json").read_text("utf-8"))
    assert [r["code"] for r in proof["released_findings"]] == ["E-010"]


def test_what_is_composed_is_printed_as_json_too(newsroom: Newsroom) -> None:
    edition = newsroom.write()
    as_toml = exporter("build", edition, "--show-composed").stdout
    told = json.loads(exporter("build", edition, "--show-composed", "--json").stdout)
    assert told["date"] == "2026-11-22"
    assert told["published"] == "2026-11-22T06:00:00+07:00"
    assert told["section"] == tomllib.loads(as_toml)["section"]
    assert told.keys() == tomllib.loads(as_toml).keys()


@pytest.mark.parametrize(
    ("lang", "ending"), [("en", " --lang en"), ("en-US", " --lang en"), ("id", "")]
)
def test_the_next_move_after_new_goes_on_in_its_language(
    tmp_path: Path, lang: str, ending: str
) -> None:
    done = exporter("new", "kita", "--lang", lang, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "kita/edition.toml\n"
    move = done.stderr.splitlines()[-1].strip()
    assert move == f'exporter build "kita" -o out{ending}'


@pytest.mark.slow
def test_check_proves_delivered_files_again(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = newsroom.write()
    out = tmp_path / "out"
    exporter("build", edition, "-o", out, "--format", "epub")
    book = out / "mingguan-uji-7.epub"
    assert exporter("check", edition, book).returncode == 0
    monkeypatch.setenv("PATH", "")  # EPUBCheck, found there by way of Java, has judged
    newsroom.add(record("ombak", sources=[{"name": "Badan Lain"}]))
    done = exporter("check", newsroom.write(), book)
    assert done.returncode == 6
    assert "Badan Lain" in done.stderr
    book.write_bytes(book.read_bytes() + b"x")
    assert "E-008" in exporter("check", edition, book).stderr


def test_check_takes_one_file_of_a_kind(newsroom: Newsroom, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()
    done = exporter("check", newsroom.write(), tmp_path / "a.pdf", tmp_path / "b.pdf")
    assert done.returncode == 2
    assert "second of its kind" in done.stderr


def test_records_shows_fields_and_origins(newsroom: Newsroom) -> None:
    newsroom.write()
    file = newsroom.folder / "articles" / "pasang.json"
    done = exporter("records", file)
    assert "Kabar pasang" in done.stdout
    assert "Juru Foto Teal/Contoh" in done.stdout
    told = json.loads(exporter("records", file, "--json").stdout)
    assert told[0]["headline"] == "Kabar pasang"


@pytest.mark.parametrize(
    "file", sorted((ROOT / "samples/mingguan/articles").iterdir()), ids=lambda f: f.name
)
def test_what_records_prints_is_read_again_as_the_same_articles(file: Path) -> None:
    done = CliRunner().invoke(app, ["records", str(file), "--json"])
    assert done.exit_code == 0, done.stderr
    again = read_record_bytes(done.stdout.encode(), "again.json")
    assert not again.errors
    assert _without_provenance(again.articles) == _without_provenance(
        read_record_bytes(file.read_bytes(), file.name).articles
    )


def test_records_of_every_kind_of_block_are_read_again() -> None:
    """Also where an article is set against the direction of its language."""
    fields = record("pasang", language="ar", direction="ltr")
    inner = {"type": "list", "items": ["Satu"]}
    fields["body"] += [
        {"type": "rule"},
        {"type": "box", "title": "Angka", "blocks": [inner, {"type": "rule"}]},
        {"type": "entry", "time": "2026-11-20T10:00:00+09:00", "blocks": [inner]},
    ]
    (article,) = read_record_bytes(json.dumps(fields).encode(), "a.json").articles
    printed = json.dumps([article_json(article)]).encode()
    (again,) = read_record_bytes(printed, "again.json").articles
    assert _without_provenance([again]) == _without_provenance([article])
    assert again.direction == "ltr"


def _without_provenance(articles: Iterable[Article]) -> list[Article]:
    return [a.model_copy(update={"provenance": Provenance()}) for a in articles]


def test_records_prints_the_schema() -> None:
    schema = json.loads(exporter("records", "--schema").stdout)
    assert schema["title"] == "Article"
    assert schema["version"]


def test_the_package_runs_without_a_terminal_or_colour(newsroom: Newsroom) -> None:
    done = exporter(
        "build",
        newsroom.write(),
        "-o",
        newsroom.folder / "out",
        "-v",
        "--format",
        "epub",
    )
    assert [line for line in done.stderr.splitlines() if line[0].isdigit()][:2] == [
        "1 read",
        "2 compose",
    ]


@pytest.mark.parametrize("jobs", ["0", "65", "two"])
def test_a_number_of_jobs_that_makes_no_sense_is_refused(jobs: str) -> None:
    done = exporter("build", "nowhere", "--jobs", jobs)
    assert done.returncode == 2
    assert "--jobs" in done.stderr


def test_jobs_are_as_many_as_asked_or_as_there_are_cores(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told by the means a build is given; what they make is told elsewhere."""
    import exporter.build
    from exporter.cache import Cache

    given: list[dict[str, object]] = []

    def build(*_: object, **options: object) -> object:
        given.append(options)
        raise EditionError("enough")

    monkeypatch.setattr(exporter.build, "build", build)
    edition = str(newsroom.write())
    for options in ([], ["-j", "3"], ["--no-cache", "--stock"]):
        with contextlib.suppress(SystemExit):
            app(["build", edition, *options])
    cores = len(os.sched_getaffinity(0))
    assert [g["jobs"] for g in given] == [cores, 3, cores]
    caches = [g["cache"] for g in given]
    assert [isinstance(c, Cache) and c.folder is None for c in caches] == [
        *(False, False, True)
    ]
    assert [g["stock"] for g in given] == [False, False, True]


def test_no_cache_keeps_nothing(newsroom: Newsroom, cache_folder: Path) -> None:
    edition = newsroom.write()
    out = newsroom.folder / "out"
    for _ in range(2):
        done = exporter("build", edition, "-o", out, "--format", "epub", "--no-cache")
        assert done.returncode == 0
        assert "unchanged" not in done.stderr
    assert not cache_folder.exists()


@pytest.mark.slow
def test_a_cache_that_cannot_be_used_is_said_with_v_and_costs_only_time(
    newsroom: Newsroom, cache_folder: Path
) -> None:
    cache_folder.mkdir(parents=True, mode=0o755)
    cache_folder.chmod(0o755)
    options = ("build", newsroom.write(), "-o", newsroom.folder, "--format", "epub")
    quiet = exporter(*options)
    assert quiet.returncode == 0
    assert "note:" not in quiet.stderr
    assert f"kept for the next build: {cache_folder}" in exporter(*options, "-v").stderr
    for command in ("info", "clear"):
        refused = exporter("cache", command)
        assert refused.returncode == 2
        assert "others may look into it" in refused.stderr
        assert refused.stdout == ""


def test_the_cache_tells_its_size_and_is_emptied(cache_folder: Path) -> None:
    open_cache(cache_folder).write("part", "0" * 64, b"12345")
    done = exporter("cache", "info")
    assert done.stdout == f"{cache_folder}\n"
    assert done.stderr.startswith("part: 1, 0.0 MB\n")
    told = json.loads(exporter("cache", "info", "--json").stdout)
    assert told["folder"] == str(cache_folder)
    assert told["kinds"]["part"]["count"] == 1
    assert told["bytes"] == told["kinds"]["part"]["bytes"] > 5
    done = exporter("cache", "clear")
    assert (done.stdout, done.stderr) == (f"{cache_folder}\n", "1 entries removed\n")
    told = json.loads(exporter("cache", "clear", "--json").stdout)
    assert told == {"folder": str(cache_folder), "removed": 0}


def test_help_is_light() -> None:
    """No renderer is imported before a command needs it."""
    script = (
        "import sys; sys.argv = ['exporter', '--help']\n"
        "from exporter.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'weasyprint', 'ebooklib', 'pypdfium2', 'PIL', 'pydantic', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stderr.strip() == "[]"


def test_an_epub_alone_is_made_where_nothing_can_draw_its_cover(
    newsroom: Newsroom,
) -> None:
    script = (
        "import sys; from pathlib import Path; from exporter import making\n"
        "from exporter.build import build\n"
        "from exporter.epub import typefaces\n"
        "making.missing_libraries = typefaces.missing_libraries = lambda: ['Pango']\n"
        f"build(Path({str(newsroom.write())!r}), Path({str(newsroom.folder)!r}) / 'o',"
        " formats=['epub'])\n"
        "print('weasyprint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "False", done.stderr
