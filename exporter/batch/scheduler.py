"""Where a cluster's scheduler is, how it is reached, and which workers will do.

In: the address of a scheduler, and files of TLS. Out: a client of it; RenderError
where nobody answers, or a worker would make other bytes.
"""

# mypy: allow-untyped-calls

import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporter.errors import RenderError, UsageError
from exporter.said import said

if TYPE_CHECKING:
    from distributed import Client, Future

#: Seconds to wait for an answer.
CONNECT = 15


@dataclass(frozen=True)
class Scheduler:
    """Where a cluster's scheduler listens ("tcp://HOST:PORT", or tls://), and the files
    of TLS: who signs, who this is, and the key to that."""

    address: str
    tls_ca: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None


def refuse_unfit(address: str, answer: "Future[Any]", patience: int) -> None:
    """Refuse a worker by its answer to `look_at_worker`.

    One that is busy, or gone, says nothing within `patience` seconds.
    """
    try:
        error = answer.exception(timeout=patience or CONNECT)
    except TimeoutError:
        return
    if isinstance(error, ImportError | AttributeError):
        raise unfit(address, said("it has no exporter, or a much older one"))
    if answer.status == "error":
        raise unfit(address, f"{type(error).__name__}: {error}")
    if answer.status == "finished" and (reason := answer.result()):
        raise unfit(address, reason)


def unfit(address: str, reason: str) -> RenderError:
    """Return the error for a worker that cannot be used."""
    return RenderError(
        said("a worker cannot be used: {reason}", reason=reason),
        where=address,
        hint=said(
            "install the same exporter and libraries on all machines, and start each "
            "worker with --nthreads 1"
        ),
    )


def connect(scheduler: Scheduler) -> "Client":
    """Return a client of the scheduler.

    Its own words go to no log: what is wrong is said by what it raises.
    """
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise UsageError(
            said("a cluster needs the library distributed"),
            hint=said("install it: pip install 'edition-exporter[cluster]'"),
        ) from error
    for name in ("distributed", "distributed.client", "distributed.gc"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    files = {
        "tls_ca_file": scheduler.tls_ca,
        "tls_client_cert": scheduler.tls_cert,
        "tls_client_key": scheduler.tls_key,
    }
    named = {key: str(file) for key, file in files.items() if file}
    security = Security(require_encryption=True, **named) if named else None
    begun = time.monotonic()
    try:
        return Client(
            scheduler.address,
            security=security,
            timeout=CONNECT,
            direct_to_workers=True,
            name="exporter",
        )
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        waited = round(time.monotonic() - begun)
        raise RenderError(
            said(
                "no scheduler answers ({seconds} s): {reason}",
                seconds=waited,
                reason=reason,
            ),
            where=scheduler.address,
            hint=said(
                "start one, or name another: tcp://HOST:PORT, with TLS tls://HOST:PORT"
            ),
        ) from error
