"""edition.toml and article records become one Edition (stages 1 and 2)."""

from exporter.edition.compose import Composed, compose
from exporter.edition.overrides import Override, original_number, same_text
from exporter.edition.records import SourceRecord, Sources, read_sources
from exporter.edition.show import composed_toml, file_name_of

__all__ = [
    "Composed",
    "Override",
    "SourceRecord",
    "Sources",
    "compose",
    "composed_toml",
    "file_name_of",
    "original_number",
    "read_sources",
    "same_text",
]
