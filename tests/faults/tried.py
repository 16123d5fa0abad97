"""What is tried at full size, part by part: each gives the rows of the table in docs/faults.md."""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

from sim.studies.study import study
from tests.benchmarks.studying import MANY_RUNS
from tests.faults import flips, full_size
from tests.faults.fuzz import READERS, fuzzed
from tests.places import ROOT
from tests.studies.same import contents

GROWTH = 0.05
"""Part of its memory by which a process may grow from its fiftieth run to its last."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was tried, how many cases, what came of it, what is not known after it."""

    what: str
    cases: str
    found: str
    remains: str
    sound: bool


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each is tried."""

    cases: int = 100_000
    seed: int = 1
    flips: int = 200
    kills: int = 40
    killed_runs: int = 600
    worker_runs: int = 200
    runs: int = 2000

    def by_name(self) -> dict[str, int]:
        """The sizes as options of the command are called."""
        return {name.replace("_", "-"): size for name, size in asdict(self).items()}


def fuzz(sizes: Sizes) -> list[Row]:
    """Odd files for every reader; one that is neither read nor refused in words ends the part."""
    rows = []
    for name in READERS:
        counts = fuzzed(name, sizes.cases // len(READERS), sizes.seed)
        told = f"{counts['read']:,} read, {counts['refused']:,} refused in words, no traceback"
        cases = f"{sum(counts.values()):,} files"
        rows.append(
            Row(f"odd files: {name}", cases, told, "files beyond a few hundred bytes", True)
        )
    return rows


def turned_bits(sizes: Sizes) -> list[Row]:
    """One bit of a stored result is the other way round, and everything that reads it is asked."""
    with tempfile.TemporaryDirectory() as place:
        found = flips.tried(Path(place), sizes.flips, drawn=True)
    by = Counter[str]()
    for (_, how), count in found.items():
        by[how] += count
    told = (
        f"{by['same']:,} same answers, {by['refused']:,} refused in words, "
        f"{by['wrong']} other numbers, {by['traceback']} tracebacks"
    )
    cases = f"{sizes.flips} bits, {len({reader for reader, _ in found})} readers"
    sound = not by["wrong"] and not by["traceback"]
    return [Row("one bit turned in a stored file", cases, told, "two bits at once", sound)]


def kills(sizes: Sizes) -> list[Row]:
    """`kill -9`, in turn of the command with its workers and of one worker."""
    asked = full_size.Asked(runs=sizes.killed_runs, years=5, runs_per_part=10, kills=sizes.kills)
    found = full_size.tried(asked)
    what = "`kill -9` of the command with its workers, or of a worker"
    cases = f"{found.killed} kills, {found.runs:,} runs"
    sound = found.is_whole and found.killed == sizes.kills
    return [Row(what, cases, found.told(), "loss of power: a disk that lies about writing", sound)]


def workers(sizes: Sizes) -> list[Row]:
    """The same study by one, two and eight workers; and by Dask, whose workers are killed."""
    with tempfile.TemporaryDirectory() as place:
        same = alike(Path(place), sizes.worker_runs)
    told = "the same bytes" if same else "other bytes"
    cases = f"3 times {sizes.worker_runs} runs"
    one = Row("workers: 1, 2 and 8", cases, told, "processors of another make: to 1e-6", same)
    dask = "a Dask cluster, its workers and its scheduler killed"
    return [one, _tests(dask, "clusters of more than one machine", "faults/test_cluster.py")]


def alike(place: Path, runs: int) -> bool:
    """Whether a study of so many runs has the same bytes by one, two and eight workers."""
    file = place / "alike.toml"
    text = full_size.EXPERIMENT.format(scenario="tiny", years=1, each=runs // 2, part=5)
    file.write_text(text, encoding="utf-8")
    for count in (1, 2, 8):
        study(file, place / str(count), workers=count)
    return contents(place / "1") == contents(place / "2") == contents(place / "8")


def flat(sizes: Sizes) -> list[Row]:
    """Many runs in one process, and how its memory grows from the fiftieth to the last."""
    first = min(50, sizes.runs // 2)
    script = MANY_RUNS.format(first=first, last=sizes.runs, scenario="tiny")
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    growth = found["last"] / found["first"] - 1
    told = f"{found['first'] / 1e6:.0f} MB after {first}, {found['last'] / 1e6:.0f} MB at the end"
    what, remains = "runs one after another in one process", "worlds larger than `tiny`"
    return [Row(what, f"{sizes.runs:,} runs", told, remains, growth < GROWTH)]


def disks(_: Sizes) -> list[Row]:
    """A disk that is full; needs leave to mount one."""
    remains = "disks that fill while another program writes to them"
    return [_tests("full disks and streams", remains, "faults/test_disk.py", "cli/test_streams.py")]


def commands(_: Sizes) -> list[Row]:
    """Two commands at once, and a command killed alone."""
    files = ("two_commands", "two_reports", "left_behind")
    what = "two commands or two reports on one folder; a command killed alone"
    remains = "folders on a share that knows no locks"
    return [_tests(what, remains, *(f"faults/test_{one}.py" for one in files))]


def doors(_: Sizes) -> list[Row]:
    """The dashboard asked by those it does not serve, and with links that would hurt."""
    files = [f"dashboard/server/test_{one}.py" for one in ("guard", "entry", "attacks")]
    return [
        _tests(
            "foreign Host, Origin and websocket, no token; links that open files",
            "programs that run as the same user: see the dashboard's page",
            *files,
            "dashboard/server/test_attacks_numbers.py",
        ),
        _tests(
            "markup and codes in names and titles",
            "programs that open what was exported",
            *("cli/test_terminal.py", "cli/test_encodings.py", "report/test_page.py"),
        ),
    ]


def monsters(_: Sizes) -> list[Row]:
    """Files and numbers beyond all measure, in processes that may use 300 MB."""
    what = "inputs beyond all measure, within 300 MB and 20 s of a processor"
    return [_tests(what, "nothing known", "faults/test_monstrous.py")]


def _tests(what: str, remains: str, *files: str) -> Row:
    """A row from tests as they stand, slow ones too; those that need what is not here say so."""
    with tempfile.TemporaryDirectory() as place:
        noted = Path(place) / "noted.xml"
        words = ("-q", "-m", "", f"--junit-xml={noted}", *(f"tests/{one}" for one in files))
        subprocess.run(
            [sys.executable, "-m", "pytest", *words],
            cwd=ROOT,
            check=False,
            stdout=sys.stderr,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        cases = list(ElementTree.parse(noted).iter("testcase"))
    failed = [one.get("name", "") for one in cases if one.find("failure") is not None]
    failed += [one.get("name", "") for one in cases if one.find("error") is not None]
    why = [skipped.get("message", "") for one in cases for skipped in one.findall("skipped")]
    held = f"{len(cases) - len(failed) - len(why)} hold"
    left = [f"{count} not tried: {reason}" for reason, count in Counter(why).items()]
    broken = [f"{len(failed)} fail: {', '.join(failed)}"] if failed else []
    told = "; ".join([held, *broken, *left])
    return Row(what, f"{len(cases)} tests", told, remains, not failed)


PARTS: dict[str, Callable[[Sizes], list[Row]]] = {
    "fuzz": fuzz,
    "flips": turned_bits,
    "kills": kills,
    "workers": workers,
    "flat": flat,
    "disks": disks,
    "commands": commands,
    "doors": doors,
    "monsters": monsters,
}
