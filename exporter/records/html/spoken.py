"""Words in links for those who hear a page: "opens new tab".

In: a page being read. Out: these words cut out of the links, before a caption or a
paragraph is read.
"""

import re

from exporter.records.html.habits import any_of
from exporter.records.html.reading import Reading

_SPOKEN = re.compile(rf"[\s,]*[(\[]?(?:{any_of('spoken_in_links')})[)\]]?\s*$", re.I)


def drop_spoken(reading: Reading) -> None:
    """Cut such words off the end of every link of the article."""
    for link in reading.main.scope.iter("a"):
        for element in link.iter():
            for key in ("text", "tail"):
                words = getattr(element, key) or ""
                found = _SPOKEN.search(words)
                if not found or (key == "tail" and element is link):
                    continue
                reading.draft.drop(found[0].strip(" ,\n"), "hidden")
                setattr(element, key, words[: found.start()])
