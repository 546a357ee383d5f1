"""An edition.toml that is composed to be built at once, and kept by nobody.

In: its text, and the cache. Out: its path while it is built. In the cache its name is
made from its content, so that an edition that is unchanged is known again; without a
cache it lies in a temporary folder. It is no place to edit: the next run may write it
anew.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exporter.cache import Cache
from exporter.errors import UsageError
from exporter.files import reason_of
from exporter.said import said

#: Its place in the cache, which counts it and clears it away as all the rest.
_KIND = "week"


@contextmanager
def written_once(text: str, name: str, cache: Cache) -> Iterator[Path]:
    """Give the path of a file with this text, whose name begins with `name`."""
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()[:16]
    try:
        if cache.folder is not None:
            file = cache.folder / _KIND / f"{name}-{digest}.toml"
            file.parent.mkdir(mode=0o700, exist_ok=True)
            _write(file, data)
            yield file
            return
        with tempfile.TemporaryDirectory(prefix="exporter-") as folder:
            file = Path(folder, f"{name}.toml")
            file.write_bytes(data)
            yield file
    except OSError as error:
        raise UsageError(
            said("cannot write: {reason}", reason=reason_of(error)),
            where=error.filename or name,
            hint=said("compose an edition.toml yourself, and build that"),
        ) from error


def _write(file: Path, data: bytes) -> None:
    """Write a file that does not hold `data` already."""
    if file.is_file() and not file.is_symlink() and file.read_bytes() == data:
        return
    made = file.with_suffix(".tmp")
    made.unlink(missing_ok=True)
    made.write_bytes(data)
    made.replace(file)
