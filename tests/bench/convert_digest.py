"""Turn the digest.json of `../shared/bench/make_digest.py` into an edition of ours.

    python tests/bench/convert_digest.py DIGEST_FOLDER EDITION_FOLDER

Writes EDITION_FOLDER/edition.toml and articles.jsonl; photos stay where they are.
"""

import json
import sys
from pathlib import Path
from typing import Any


def convert(record: dict[str, Any]) -> dict[str, Any]:
    """Return one digest record as an article of ours."""
    photo = record["photo"]
    city, provider = record["dateline"].split(", ", 1)
    body: list[dict[str, Any]] = []
    for number, text in enumerate(record["body"]):
        body.append({"type": "paragraph", "html": text})
        if number == 4:
            body.append({"type": "related", "related": [0]})
    related = [
        {"headline": r["headline"], "article": r["to"]} for r in record["related"]
    ]
    related.append(
        {
            "headline": f"Selengkapnya di Kompas.tv ({record['n']})",
            "url": record["external"],
        }
    )
    return {
        "id": record["id"],
        "language": record["lang"],
        "headline": record["headline"],
        "sections": [record["section"]],
        "authors": [{"name": record["author"]}],
        "editors": [{"name": record["editor"]}],
        "byline": record["byline"],
        "dateline": {"raw": record["dateline"], "city": city, "provider": provider},
        "published": record["iso"],
        "time_zone": "Asia/Jakarta",
        "published_as_printed": record["pubdate"],
        "images": [
            {
                "file": f"img/{photo['file']}",
                "caption": [photo["caption"]],
                "credit": photo["credit"],
                "alt": photo["alt"],
            }
        ],
        "body": body,
        "related": related,
        "sources": [{"name": record["source"], "kind": "organisation"}],
    }


def main() -> None:
    """Write the edition."""
    digest, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    table = json.loads((digest / "digest.json").read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    with (digest / "articles.jsonl").open("w", encoding="utf-8") as file:
        for record in table["articles"]:
            file.write(json.dumps(convert(record), ensure_ascii=False) + "\n")
    sections: dict[str, list[str]] = {}
    for record in table["articles"]:
        sections.setdefault(record["section"], []).append(record["id"])
    lines = [
        f'title = "{table["title"]}"',
        "number = 2",
        "date = 2022-01-16",
        "published = 2022-01-16T06:00:00+07:00",
        'language = "id"',
        'publisher = "Kompas TV"',
        'layout = "magazine"',
        f"records = {json.dumps(str(digest / 'articles.jsonl'))}",
    ]
    for title, ids in sections.items():
        lines += ["", "[[section]]", f'title = "{title}"', f"articles = {ids}"]
    (out / "edition.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
