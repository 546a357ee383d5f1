"""edition.toml and article records become one Edition (stages 1 and 2)."""

from exporter.edition.compose import Composed, compose
from exporter.edition.records import SourceRecord, Sources, read_sources

__all__ = ["Composed", "SourceRecord", "Sources", "compose", "read_sources"]
