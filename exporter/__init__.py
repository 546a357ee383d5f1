"""A newsroom edition exporter: article records to a proven PDF and EPUB."""

__version__ = "0.1.0"
