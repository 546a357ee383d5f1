"""The moment after which a batch begins no edition.

In: a time of day on the clock of this machine, and now. Out: the moment that is meant.
"""

import datetime as dt

#: A run that begins so soon after its deadline is late, and not early for the next.
_LATE = dt.timedelta(hours=6)


def next_deadline(text: str, now: dt.datetime) -> dt.datetime:
    """Return the moment that a time of day means to a run that begins `now`.

    Today's, also where it is past by less than six hours: the machine was off, and what
    follows is no night. Else that of tomorrow, whatever the clocks do in between.
    Raises ValueError for what is no time of day.
    """
    time = dt.time.fromisoformat(text)
    if time.tzinfo is not None:
        raise ValueError("it has an offset, or is a range")
    today = now.astimezone().date()
    then = dt.datetime.combine(today, time).astimezone()
    if now - then <= _LATE:
        return then
    return dt.datetime.combine(today + dt.timedelta(days=1), time).astimezone()
