"""Many editions in one night: built side by side, whatever becomes of one of them.

In: editions, and a `Ledger` of former runs. Out: an `Outcome` for each. An edition is
one task, done whole in one worker process; what several editions share (photos, parts,
fonts) lies in the cache. An edition that is as it was delivered is not built again.
"""

from exporter.batch.ledger import Ledger, open_ledger
from exporter.batch.outcome import STATES, Outcome
from exporter.batch.pick import find_editions, pick
from exporter.batch.run import Terms, run_batch
from exporter.batch.scheduler import Scheduler

__all__ = [
    "STATES",
    "Ledger",
    "Outcome",
    "Scheduler",
    "Terms",
    "find_editions",
    "open_ledger",
    "pick",
    "run_batch",
]
