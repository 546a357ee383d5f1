"""docs/benchmarks.md and its plots, from lines of results.

In: lines as `run` wrote them. Out: the files written. Of our own results those of the
last commit count, of each size the newest; of other programs' the newest, with date.
"""

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plot
from ours import NAME, SCENARIOS

Result = dict[str, Any]

HEAD = """# Benchmarks

<!-- Written by `make bench` (tests/bench/report.py): change that, not this page. -->

{note}How long an edition takes and how much memory, for {sizes} articles of about 300
words, each with a byline, a caption, a credit, a source, related links and one JPEG
of 1600 × 1067 pixels and some 470 KB. **Every run of this program includes its proof:
both files are read back and compared with the records, in text and pixels.**

| | |
| --- | --- |
"""

METHOD = """
CPU seconds are user and system time of the whole process tree, killed and orphaned
helpers included; memory is the greatest sum of the tree's PSS (what two processes
share counts once), looked at every 0.1 s. Figures are the median, with the least and
the greatest of the repeats in brackets. **Trust CPU seconds before wall time**: "other
work" is how many cores the rest of the machine kept busy during a run, and that
lengthens the wall time. The first runs are cold: an empty cache and an empty output
folder (the photos may be in the system's file cache). Linux only.
"""

PEERS_TEXT = """
The same digest, read by each in the way it can: percollate and Vivliostyle from web
pages, pandoc from HTML files, goosepaper and calibre from feeds on loopback. All make
A4 pages. They do not make the same thing: only this program tags its pages for
PDF/UA, scales a PDF's photos to the size they are printed at, lists the PDF's pages in
the EPUB, and proves both files. goosepaper's EPUB has no photos, and its pages no
byline; percollate leaves out related links.
"""

#: Who makes visibly less is named with it, also in the plot.
LESS = {("goosepaper", "epub"): "goosepaper (no photos)"}

AGAIN = """
## Measure it yourself

```sh
make bench                                   # 10, 100 and 1,000 articles, 3 runs each
make bench SIZES="10 100 1000x1" RUNS=3      # one run alone of the largest
make bench PEERS=/path/to/lab                # the other programs beside it
make bench PEERS=/path/to/lab KEEP=1         # ours anew, theirs as they were
```

[tests/bench/README.md](../tests/bench/README.md) has the rest. This page: `{command}`.
"""


@dataclass(frozen=True)
class Figure:
    """The median of repeats, with the least and the greatest."""

    value: float
    least: float
    most: float

    def __str__(self) -> str:
        if self.least == self.most:
            return plot.number(self.value)
        least, most = plot.number(self.least), plot.number(self.most)
        return f"{plot.number(self.value)} ({least}–{most})"


def figure(results: Sequence[Result], ask: Callable[[Result], float]) -> Figure:
    """Return one figure over the repeats of one run."""
    values = [ask(result) for result in results]
    return Figure(statistics.median(values), min(values), max(values))


def cpu(result: Result) -> float:
    """Return the CPU seconds of a run."""
    return float(result["user"] + result["system"])


def wall(result: Result) -> float:
    """Return the seconds a run took."""
    return float(result["wall"])


def memory(result: Result) -> float:
    """Return the greatest memory of a run's tree in MiB."""
    return float(result["peak_mib"])


def per_article(result: Result) -> float:
    """Return CPU milliseconds for each article."""
    return 1000 * cpu(result) / int(result["articles"])


Runs = dict[tuple[str, int, str], list[Result]]


def runs_of(results: Sequence[Result]) -> Runs:
    """Return the repeats by (tool, articles, scenario), each of its last session."""
    found: Runs = defaultdict(list)
    for result in results:
        repeats = found[result["tool"], result["articles"], result["scenario"]]
        if repeats and repeats[-1]["session"] != result["session"]:
            repeats.clear()
        repeats.append(result)
    return dict(found)


def write_report(
    ours: Sequence[Result], peers: Sequence[Result], folder: Path, note: str
) -> list[Path]:
    """Write benchmarks.md and its plots into `folder`; return the files."""
    own = runs_of([result for result in ours if _of_one_program(result, ours[-1])])
    theirs = runs_of(peers)
    sizes = sorted({size for _, size, scenario in own if scenario != "stages"})
    folder.mkdir(parents=True, exist_ok=True)
    plots = {"benchmarks-sizes.svg": _plot_sizes(own, sizes)}
    text = [_head(ours[-1], sizes, note), METHOD, _own_table(own, sizes)]
    text += [_image("benchmarks-sizes.svg", "CPU and memory by size of the edition")]
    text += [_stages_table(own, sizes)]
    compared = sorted({articles for _, articles, _ in theirs} & set(sizes))
    if compared:
        text += ["\n## Beside other programs\n", PEERS_TEXT]
        text += [_peers_table(own, theirs, articles) for articles in compared]
        plots["benchmarks.svg"] = _plot_peers(own, theirs, compared[-1])
        text += [_image("benchmarks.svg", "CPU and memory beside other programs")]
    text += [AGAIN.format(command=ours[-1]["command"])]
    files = []
    for name, content in {"benchmarks.md": "".join(text), **plots}.items():
        (folder / name).write_text(content, encoding="utf-8")
        files.append(folder / name)
    return files


def _of_one_program(result: Result, last: Result) -> bool:
    """Whether two results are of the same program; + means: nobody knows."""
    known = not str(last["commit"]).endswith("+")
    same = "commit" if known else "session"
    return bool(result[same] == last[same])


def _head(result: Result, sizes: Sequence[int], note: str) -> str:
    counts = [f"{size:,}" for size in sizes]
    told = " and ".join(filter(None, [", ".join(counts[:-1]), counts[-1]]))
    rows = {
        "date": result["session"][:16].replace("T", " "),
        "commit": result["commit"],
        "machine": f"{result['machine']}, {result['system']}",
        "software": f"Python {result['python']}, WeasyPrint {result['weasyprint']}, "
        f"Pango {result['pango']}",
        "edition made by": f"`{result['generator']}`",
    }
    head = HEAD.format(sizes=told, note=f"**{note}**\n\n" if note else "")
    return head + "".join(f"| {name} | {told} |\n" for name, told in rows.items())


def _image(name: str, alt: str) -> str:
    return f"\n![{alt}]({name})\n"


def _table(
    head: Sequence[str], rows: Sequence[Sequence[object]], words: int = 1
) -> str:
    """Return a Markdown table; columns after the first `words` hold figures."""
    rule = ["---"] * words + ["--:"] * (len(head) - words)
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in (head, rule, *rows))


# --- this program -----------------------------------------------------------------


def _own_table(own: Runs, sizes: Sequence[int]) -> str:
    head = ["", "CPU s", "ms an article", "ms a page", "wall s", "peak MiB"]
    head += ["other work", "output MB"]
    text = "\n## This program\n"
    for articles in sizes:
        measured = {
            scenario.title: runs
            for scenario in SCENARIOS
            if (runs := own.get((NAME, articles, scenario.key)))
        }
        pages = max(runs[0]["pages"] for runs in measured.values())
        repeats = max(len(runs) for runs in measured.values())
        text += f"\n### {articles:,} articles, {pages:,} pages, runs: {repeats}\n\n"
        rows = [(title, *_own_cells(runs)) for title, runs in measured.items()]
        text += _table(head, rows)
    return text


def _own_cells(runs: Sequence[Result]) -> list[object]:
    pages = runs[0]["pages"]
    each_page = figure(runs, lambda r: 1000 * cpu(r) / pages).value if pages else 0
    return [
        figure(runs, cpu),
        plot.number(figure(runs, per_article).value),
        plot.number(each_page) if pages else "–",
        figure(runs, wall),
        figure(runs, memory),
        plot.number(figure(runs, lambda r: r["others"]).value),
        plot.number(runs[0]["output_mb"]),
    ]


def _stages_table(own: Runs, sizes: Sequence[int]) -> str:
    measured = {
        size: own[NAME, size, "stages"][-1]["stages"]
        for size in sizes
        if (NAME, size, "stages") in own
    }
    if not measured:
        return ""
    head = ["stage", *(f"{size:,} articles, CPU s" for size in measured)]
    rows = []
    for stage in next(iter(measured.values())):
        rows.append([stage, *(_part(s[stage], s) for s in measured.values())])
    rows.append(["sum", *(plot.number(sum(s.values())) for s in measured.values())])
    about = "PDF and EPUB, one process, no cache, one run.\n\n"
    return f"\n## Where the time goes\n\n{about}{_table(head, rows)}"


def _part(seconds: float, stages: dict[str, float]) -> str:
    return f"{plot.number(seconds)} ({100 * seconds / sum(stages.values()):.0f} %)"


def _plot_sizes(own: Runs, sizes: Sequence[int]) -> str:
    asked: tuple[tuple[str, str, Callable[[Result], float]], ...] = (
        ("CPU time for each article", "milliseconds", per_article),
        ("Peak memory of all processes", "MiB", memory),
    )
    panels = []
    for title, unit, ask in asked:
        lines = []
        for scenario in SCENARIOS:
            points = [
                plot.Point(size, f.value, f.least, f.most)
                for size in sizes
                if (runs := own.get((NAME, size, scenario.key)))
                and (f := figure(runs, ask))
            ]
            if points:
                lines.append(plot.Line(scenario.title.removeprefix("… "), points))
        panels.append(plot.Lines(title, unit, lines))
    about = "Medians with least and greatest; the tables have the figures."
    return plot.draw_lines(
        "Edition exporter: cost by size of the edition", about, panels
    )


# --- beside others ----------------------------------------------------------------


def _compared(
    own: Runs, theirs: Runs, articles: int, formats: str
) -> list[tuple[str, list[Result]]]:
    """Return name and repeats of all that made one format, ours first."""
    found = []
    for scenario in SCENARIOS:
        runs = own.get((NAME, articles, scenario.key))
        if runs and scenario.formats == (formats,) and not scenario.after:
            detail = scenario.title.partition(", ")[2]
            found.append((f"{NAME}, {detail}", runs))
    for (tool, size, made), runs in sorted(theirs.items()):
        if size == articles and made == formats:
            found.append((LESS.get((tool, formats), tool), runs))
    return found


def _sound(runs: Sequence[Result]) -> list[Result]:
    return [result for result in runs if not result.get("failed")]


def _peers_table(own: Runs, theirs: Runs, articles: int) -> str:
    head = ["", "CPU s", "wall s", "peak MiB", "other work", "pages", "output MB"]
    head += ["runs", "version", "measured"]
    text, here = "", next(iter(own.values()))[0]["machine"]
    for formats in ("pdf", "epub"):
        rows = []
        for name, runs in _compared(own, theirs, articles, formats):
            rows.append((name, *_peer_cells(runs, here)))
        text += f"\n### {formats.upper()}, {articles:,} articles\n\n"
        text += _table(head, rows)
    return text


def _peer_cells(runs: Sequence[Result], here: str) -> list[object]:
    sound, last = _sound(runs), runs[-1]
    date = last["session"][:10]
    if last["machine"] != here:
        date += f" ({last['machine']})"
    made_from = last.get("version", f"commit {last['commit']}"), date
    count = str(len(sound))
    if len(sound) < len(runs):
        count += f", {len(runs) - len(sound)} failed"
    if not sound:
        return ["failed", *["–"] * 5, count, *made_from]
    return [
        figure(sound, cpu),
        figure(sound, wall),
        figure(sound, memory),
        plot.number(figure(sound, lambda r: r["others"]).value),
        sound[-1]["pages"] or "–",
        plot.number(sound[-1]["output_mb"]),
        count,
        *made_from,
    ]


def _plot_peers(own: Runs, theirs: Runs, articles: int) -> str:
    panels = []
    for formats in ("pdf", "epub"):
        compared = _compared(own, theirs, articles, formats)
        for what, unit, ask in (
            ("CPU time", "CPU seconds", cpu),
            ("peak memory of all processes", "MiB", memory),
        ):
            bars = []
            for name, runs in compared:
                if sound := _sound(runs):
                    f = figure(sound, ask)
                    mine = name.startswith(NAME)
                    bars.append(plot.Bar(name, f.value, f.least, f.most, mine))
            if bars:
                panels.append(plot.Bars(f"{formats.upper()}: {what}", unit, bars))
    title = f"An edition of {articles} articles with {articles} photos"
    about = (
        "Medians; the thin line goes from the least to the greatest. Less is better."
    )
    return plot.draw_bars(title, about, panels)
