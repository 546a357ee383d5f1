"""The EPUB as its judges see it: EPUBCheck and Ace have nothing to say.

Three editions: the sample; a hundred articles; five languages with hostile text in
every field. One photo of the sample has no alt text, and so it claims nothing.
"""

from functools import cache
from pathlib import Path

import generated
import pytest
from checkers import ace, epubcheck, requires_browser, requires_java
from mixed_edition import FAMILIES, write_mixed
from scripts_edition import NPM_FONTS

from exporter.build import Result, build
from exporter.pack_files import add_packs
from exporter.packs import packs_folder

SAMPLE = Path(__file__).parents[1] / "samples" / "mingguan"
EDITIONS = ("sample", "hundred", "mixed")
CLAIM = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"

pytestmark = pytest.mark.slow


class Builds:
    """Editions built when a test asks for them, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.built = cache(self._build)

    def epub(self, name: str) -> Path:
        return next(f for f in self.built(name).files if f.suffix == ".epub")

    def _build(self, name: str) -> Result:
        folder = self.folder / name
        if name == "sample":
            return build(SAMPLE, folder / "out")
        if name == "hundred":
            edition = generated.make_edition(folder, seed=20, articles=100)
            return build(edition, folder / "out")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_DATA_HOME", str(folder / "data"))
            for family in FAMILIES:
                add_packs(NPM_FONTS / family, packs_folder())
            return build(write_mixed(folder / "edition"), folder / "out")


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    return Builds(tmp_path_factory.mktemp("judged"))


@requires_java
@pytest.mark.parametrize("name", EDITIONS)
def test_epubcheck_has_nothing_to_say(builds: Builds, name: str) -> None:
    assert epubcheck(builds.epub(name)) == []


@requires_browser
@pytest.mark.parametrize("name", EDITIONS)
def test_ace_finds_no_violation(builds: Builds, name: str) -> None:
    result = ace(builds.epub(name))
    assert result.violations == []
    articles = {"sample": 22, "hundred": 100, "mixed": 5}[name]
    assert result.pages > articles, "not every page was looked at"
    claimed = result.metadata.get("dcterms:conformsTo") == CLAIM
    assert claimed == (name != "sample")


def test_hostile_text_is_found_again_in_the_ebook(builds: Builds) -> None:
    result = builds.built("mixed")
    assert [f for f in result.findings if f.message.startswith("EPUB")] == []


def test_dots_under_arabic_letters_are_not_printed_over_the_next_line(
    builds: Builds,
) -> None:
    told = [f.message for f in builds.built("mixed").findings]
    assert [message for message in told if "printed over" in message] == []
