"""A photo file as a record of its own: what its metadata say, as an Article."""

import json
import subprocess
import sys
from pathlib import Path

import photo_files as made
import pytest

from exporter.errors import RecordError
from exporter.inline import plain_text
from exporter.records import read_record_bytes, read_records

WORDS = {
    105: "Banjir surut di Demak",
    120: "Warga membersihkan rumah di Demak, Jumat (12/1/2024).",
    80: "Rahma Dewi",
    110: "ANTARA FOTO",
    116: "(c) ANTARA 2024",
    90: "Demak",
    40: "NO ARCHIVES",
}


def test_a_photo_is_an_article_of_its_caption_credit_and_rights(tmp_path: Path) -> None:
    path = made.put(tmp_path / "banjir-01.jpg", made.jpeg(block=made.iim(WORDS)))
    (article,) = read_records(path).articles
    (image,) = article.images
    assert (article.id, article.headline) == ("banjir-01", WORDS[105])
    assert article.dateline and article.dateline.city == "Demak"
    assert plain_text(image.caption[0]) == WORDS[120]
    assert (image.file, image.credit) == ("banjir-01.jpg", "ANTARA FOTO")
    assert (image.creators, image.restrictions) == (("Rahma Dewi",), ("NO ARCHIVES",))
    assert article.provenance.origins["images.0.credit_line"] == "IIM 2:110"


def test_without_a_headline_the_caption_is_one(tmp_path: Path) -> None:
    data = made.jpeg(block=made.iim({120: WORDS[120]}))
    (article,) = read_record_bytes(data, "a.jpg").articles
    assert article.headline == WORDS[120]
    assert article.provenance.origins["headline"] == "IIM 2:120"


@pytest.mark.parametrize("block", [b"", made.iim({110: "ANTARA FOTO"})])
def test_a_photo_that_says_nothing_is_no_record(block: bytes) -> None:
    with pytest.raises(RecordError, match="says nothing of itself") as caught:
        read_record_bytes(made.jpeg(block=block), "a.jpg")
    assert caught.value.hint


def test_the_json_of_a_record_holds_what_its_photo_adds(tmp_path: Path) -> None:
    made.put(tmp_path / "a.jpg", made.jpeg(block=made.iim(WORDS)))
    record = {"id": "a", "headline": "Banjir surut", "images": [{"file": "a.jpg"}]}
    record["body"] = [{"type": "paragraph", "html": "Air surut."}]
    (tmp_path / "a.json").write_text(json.dumps(record))
    command = [sys.executable, "-m", "exporter", "records", "--json"]
    done = subprocess.run(
        [*command, str(tmp_path / "a.json")], capture_output=True, check=True
    )
    (article,) = json.loads(done.stdout)
    assert article["images"][0]["credit"] == "ANTARA FOTO"
    origin = article["provenance"]["origins"]["images.0.credit"]
    assert origin == "a.jpg: IIM 2:110"
