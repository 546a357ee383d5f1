"""Print the CPU seconds of each stage of one build, as JSON: {stage: seconds}.

    python tests/bench/stages.py EDITION OUT

PDF and EPUB, one process, no cache. "start" is Python's own start and the imports.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from exporter.build import build


def main() -> None:
    edition, out = map(Path, sys.argv[1:])
    marks = [("start", 0.0)]
    result = build(
        edition,
        out,
        formats=("pdf", "epub"),
        jobs=1,
        on_stage=lambda number, name: marks.append((name, time.process_time())),
    )
    if result.exit_code:
        sys.exit(f"stages: {result.sum_line}")
    marks.append(("", time.process_time()))
    ends = [begin for _, begin in marks[1:]]
    print(
        json.dumps(
            {
                name: round(end - begin, 3)
                for (name, begin), end in zip(marks, ends, strict=False)
            }
        )
    )


if __name__ == "__main__":
    main()
