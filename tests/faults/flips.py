"""One bit of one stored file is turned, and everything that reads results is asked again.

    python -m tests.faults.flips --flips 200

Each answer must be the same as before or a refusal in words: never another number, never a
traceback. Bits are spread over all files of a result, with half of them in footers and JSON, and
are the same every time. Ends with 1 if an answer was silently wrong or ended in a traceback.
"""

import argparse
import contextlib
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.dashboard.studies.downloads import pictures
from sim.dashboard.studies.found import entry_of
from sim.dashboard.studies.read import Opened, row_counts, rows_from
from sim.errors import MutualsError
from sim.report import build
from sim.report.verify import verify
from sim.studies.comparing import compare_results
from sim.studies.store.export import export_results
from sim.studies.store.files import OWN_NAMES
from sim.studies.store.result import open_result, read_table
from sim.studies.store.tables import KINDS
from sim.studies.study import study
from sim.telling.explain import explain
from tests.dashboard.desks import experiment
from tests.dashboard.downloading import NoneSuchError, had
from tests.faults.trial import moment

FOOTER = 400
"""Bytes at the end of a Parquet file that are taken for its footer."""
Answers = dict[str, Callable[[Path], Any]]


def made(place: Path) -> Path:
    """A small study of the real model with its report, to turn bits of."""
    file = place / "flips.toml"
    file.write_text(experiment(2), encoding="utf-8")
    study(file, place / "whole", workers=1)
    build(place / "whole")
    return place / "whole"


def answers(place: Path, whole: Path, *, drawn: bool) -> Answers:
    """Everything that reads a result; each gives back what must not change.

    drawn: whether the page is drawn in full, which takes seconds, or read as far as its numbers.
    """
    name = _a_mutual(whole)

    def of_study(folder: Path) -> Any:
        done = study(place / "flips.toml", folder, workers=1)
        return done.runs.to_csv(), [_numbers_of(one) for one in done.verdicts]

    def of_report(folder: Path) -> Any:
        if not drawn:
            return _stored(folder)
        build(folder)
        page = (folder / "report.html").read_bytes()
        return page, {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}

    def of_export(folder: Path) -> Any:
        with tempfile.TemporaryDirectory() as out:
            return {path.name: path.read_bytes() for path in export_results(folder, Path(out))}

    return {
        "report": of_report,
        "dashboard": _dashboard,
        "download": _downloads,
        "export": of_export,
        "explain": lambda folder: explain(folder, name),
        "compare": lambda folder: compare_results(folder, whole, "base", "base").table.to_csv(),
        "verify": _verified,
        "study": of_study,
    }


def _numbers_of(verdict: Mapping[str, object]) -> dict[str, object]:
    """A verdict but for when its claim was first written, which a lost ledger may take along."""
    return {key: value for key, value in verdict.items() if not key.startswith("text_")}


def _a_mutual(whole: Path) -> str:
    known = read_table(whole, "organisations")
    return str(known.loc[known["is_spun_out"], "name"].iloc[0])


def _stored(folder: Path) -> Any:
    from sim.report.stored import read_stored

    found = read_stored(folder)
    tables = {kind: table.to_csv() for kind, table in found.tables.items()}
    return tables, found.verdicts, found.estimates, found.manifest


def _dashboard(folder: Path) -> Any:
    entry = entry_of("results:x", folder)
    if entry.state == "damaged":
        raise MutualsError(entry.state)
    shown = Opened(folder).stored
    rows = {kind: rows_from(folder, kind, 0).to_csv() for kind in row_counts(folder)}
    return entry.state, entry.verdicts, row_counts(folder), rows, shown.runs.to_csv()


def _downloads(folder: Path) -> Any:
    found: dict[str, Any] = {}
    for kind in KINDS:
        for form in ("csv", "parquet"):
            with contextlib.suppress(NoneSuchError):
                found[f"{kind}.{form}"] = had(folder, "table", name=kind, form=form)
    found["report"] = had(folder, "report", keep=True)
    with contextlib.suppress(NoneSuchError):
        found["verdicts"] = had(folder, "verdicts")
    names = pictures(open_result(folder))
    return found | {name: had(folder, "figure", name=name) for name in names}


def _verified(folder: Path) -> Any:
    found = verify(folder, 0)
    if found.drift:
        raise MutualsError(found.drift[0])
    return found.runs, found.of, found.numbers


def places(whole: Path, count: int) -> Iterator[tuple[str, int]]:
    """Which bits to turn: file and number of the bit, the same every time."""
    every = sorted(path.relative_to(whole).as_posix() for path in whole.rglob("*"))
    files = [name for name in every if (whole / name).is_file()]
    told = [name for name in files if name in OWN_NAMES or name.endswith((".json", ".parquet"))]
    for number in range(count):
        chosen = told if number % 2 else files
        name = chosen[int(moment("which file", number) * len(chosen))]
        size = (whole / name).stat().st_size
        near_end = number % 4 == 1 and name.endswith(".parquet")
        first = max(size - FOOTER, 0) if near_end else 0
        yield name, int((first + moment("which bit", number) * (size - first)) * 8)


def turned(whole: Path, folder: Path, name: str, bit: int) -> None:
    """A copy of a result in which one bit of one file is the other way round."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    content = bytearray((folder / name).read_bytes())
    content[bit // 8] ^= 1 << (bit % 8)
    (folder / name).write_bytes(content)


def outcome(asked: Callable[[Path], Any], folder: Path, known: Any) -> str:
    """How a reader took it: "same", "refused", "wrong" or "traceback"."""
    try:
        return "same" if asked(folder) == known else "wrong"
    except MutualsError:
        return "refused"
    except Exception:
        sys.stderr.write(traceback.format_exc())
        return "traceback"


def tried(place: Path, count: int, *, drawn: bool) -> Counter[tuple[str, str]]:
    """Turn so many bits, one at a time; how often each reader took it how."""
    whole = made(place)
    asked = answers(place, whole, drawn=drawn)
    folder = place / "turned"
    shutil.copytree(whole, folder)
    known = {name: one(folder) for name, one in asked.items()}
    found: Counter[tuple[str, str]] = Counter()
    for name, bit in places(whole, count):
        for reader, one in asked.items():
            turned(whole, folder, name, bit)
            how = outcome(one, folder, known[reader])
            found[reader, how] += 1
            if how in ("wrong", "traceback"):
                sys.stderr.write(f"{reader} {how}: bit {bit} of {name}\n")
    return found


def main() -> int:
    """Turn bits and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=200)
    parser.add_argument("--read-only", action="store_true", help="do not draw the page each time")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = tried(Path(place), asked.flips, drawn=not asked.read_only)
    readers = dict.fromkeys(reader for reader, _ in found)
    for reader in readers:
        counts = {how: found[reader, how] for how in ("same", "refused", "wrong", "traceback")}
        print(reader, *(f"{how} {number}" for how, number in counts.items()), sep="  ")  # noqa: T201
    return int(any(found[reader, how] for reader in readers for how in ("wrong", "traceback")))


if __name__ == "__main__":
    sys.exit(main())
