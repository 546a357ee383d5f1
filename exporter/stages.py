"""The eight stages of a build: their names, in order.

Light, so that a bar can be drawn before anything else is loaded.
"""

from collections.abc import Callable

from exporter.said import marked

STAGES = (
    *(marked("read"), marked("compose"), marked("prepare"), marked("lay out")),
    *(marked("print"), marked("bind"), marked("prove"), marked("deliver")),
)
#: Told each stage as it begins: its number (from 1) and its name.
OnStage = Callable[[int, str], None]
