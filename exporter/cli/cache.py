"""`exporter cache`: what is kept to make the next build quick."""

from typing import TYPE_CHECKING

import typer

from exporter.cli.app import JsonOption, SystemLang, app
from exporter.cli.say import print_json, say, speaking, tell
from exporter.errors import UsageError
from exporter.said import said

if TYPE_CHECKING:
    from exporter.cache import Cache

cache_app = typer.Typer(
    help="Look at, or empty, what is kept to make the next build quick.",
    no_args_is_help=True,
    epilog="Example: exporter cache info",
)
app.add_typer(cache_app, name="cache")


@cache_app.command("info", epilog="Example: exporter cache info")
def cache_info(lang: SystemLang = "", as_json: JsonOption = False) -> None:
    """Say where the cache is, what it holds and how much it may hold."""
    with speaking(lang) as t:
        size = _own_cache().size()
    total = sum(kind.bytes for kind in size.kinds.values())
    if as_json:
        kinds = {
            name: {"count": kind.count, "bytes": kind.bytes}
            for name, kind in size.kinds.items()
        }
        told = {"folder": str(size.folder), "limit": size.limit, "bytes": total}
        print_json({**told, "kinds": kinds})
        return
    for name, kind in size.kinds.items():
        say(f"{name}: {kind.count}, {kind.bytes / 1e6:.1f} MB")
    used, most = f"{total / 1e6:.1f}", f"{size.limit / 1e6:.0f}"
    say(t("{used} MB of at most {most} MB", used=used, most=most))
    tell(size.folder)


@cache_app.command("clear", epilog="Example: exporter cache clear")
def cache_clear(lang: SystemLang = "", as_json: JsonOption = False) -> None:
    """Empty the cache: the next build makes everything anew."""
    with speaking(lang) as t:
        cache = _own_cache()
    removed = cache.clear()
    if as_json:
        print_json({"folder": str(cache.folder), "removed": removed})
        return
    say(t("{count} entries removed", count=removed))
    tell(cache.folder)


def _own_cache() -> "Cache":
    from exporter.cache import open_cache

    cache = open_cache()
    if cache.refused:
        raise UsageError(
            said("the cache cannot be used: {reason}", reason=cache.refused),
            hint=said("correct that, or name another place in XDG_CACHE_HOME"),
        )
    return cache
