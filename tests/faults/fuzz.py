"""Files that nobody would write on purpose: every reader answers in words, never with a traceback.

    python -m tests.faults.fuzz --cases 100000

A case is one file for one of the readers in turn: scenario, experiment, design, council table. It
is a sound file with a few spoiled places, or bytes without sense. What a reader raises must be one
of our own errors, each problem with a message of reasonable length.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import Problem, ProblemsError
from sim.registry.councils import COLUMNS, load_councils
from sim.registry.reading.load import load
from sim.registry.walk import leaves
from sim.registry.world import World
from sim.studies.design.expansion import expand
from sim.studies.question.read import experiment_and_problems, parse_experiment

LONGEST_MESSAGE = 1_500

PATHS = [leaf.path for leaf in leaves(World)]
WORLD = World()
NASTY = (
    "0,5",
    "5%",
    "yes",
    "no",
    '"C:\\new"',
    '"C:\\data"',
    "36.0",
    "1_000",
    "nan",
    "-inf",
    "٣٦",
    "9" * 400,
    "9" * 5000,
    "0x" + "f" * 5000,
    "1e999",
    "[" * 400,
    "[" * 3000 + "]" * 3000,
    "{ a = 1 }",
    "true",
    "''",
    '""',
    '"\\ud800"',
    "'''",
    '"x"',
    "[]",
    "[[]]",
    "[1, 'a']",
    "-1",
    "2013-04-01",
    "07:30:00",
    "2 ** 3",
    "“x”",
    "..",
    "../x",
    "a.b",
    ";",
    "\t",
    "|",
    "\ufeff",
    "\x00",
    "\x0b",
    "\u2028",
    "\x85",
    "\r",
    "\n",
    "\r\n",
    '"',
    "'",
    ",",
    ",,",
    ",,,,,,,,",
    "=",
    "[study]",
    "[[arms]]",
    "extends",
    "#",
    "sep=;",
    "x" * 300,
    "a." * 40,
    " ",
    "\u00a0",
    "\u200b",
    "1,000",
    "1.000,5",
    "£5",
    "36 months",
    ".5",
    "5.",
    "036",
    "9223372036854775807",
    "1e9",
)

SCENARIO = """extends = "tiny"
name = "odd"
title = "Odd"
[market]
contract_months = 36
[policy]
reserved = 0.5
[time]
years = 2
[mechanisms]
takeovers = true
[[mutuals]]
name = "One"
council = "E09000020"
posts = 20
"""
EXPERIMENT = """[study]
name = "trial"
title = "A trial"
scenario = "tiny"
years = 2
replications = 4
[levers]
"policy.reserved" = [0.0, 0.5]
[uncertainties]
"market.insourcing_level" = [0.1, 0.4]
"bidding.*" = "plausible"
[constants]
"bidding.markup_rule" = "scenario"
[design]
kind = "latin hypercube"
points = 4
seed = 1
[[hypotheses]]
id = "H1"
statement = "It helps"
outcome = "mean_share_group"
comparison = "reserved_0_5 minus reserved_0"
arms = ["reserved_0_5", "reserved_0"]
direction = "at least"
threshold = 0.05
"""
DESIGN = "market.contract_months,policy.reserved,mechanisms.takeovers\n36,0.1,true\n48,0.2,false\n"
COUNCILS = ",".join(COLUMNS) + (
    "\nA,Alpha,North,54,-1,1000,200,150,0,0,B\nB,Beta,North,54,-1,1000,200,150,1,0,A\n"
)


@st.composite
def spoiled(draw: st.DrawFn, sound: str, words: tuple[str, ...]) -> bytes:
    """A sound text with a few places cut, doubled or written over; or bytes without sense."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=200))
    text = sound
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from((0, 0, 1, 2, 5, 20)))
        put = draw(st.one_of(st.sampled_from(NASTY), st.sampled_from(words), st.text(max_size=6)))
        text = text[:start] + put + text[start + length :]
    encoding = draw(st.sampled_from(("utf-8",) * 8 + ("utf-8-sig", "utf-16", "cp1252")))
    return text.encode(encoding, "replace")


@st.composite
def rewritten(draw: st.DrawFn, sound: str) -> bytes:
    """A sound TOML text in which values are replaced whole, so that it mostly stays TOML."""
    lines = sound.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(lines) - 1))
        name, equals, _ = lines[number].partition("=")
        path = draw(st.sampled_from((name, name, f'"{draw(st.sampled_from(PATHS))}" ')))
        if equals:
            lines[number] = f"{path}={draw(st.sampled_from(NASTY))}"
    return "\n".join(lines).encode("utf-8", "replace")


def read_scenario(path: Path) -> None:
    """As `mutuals run` reads a world."""
    load(path)


def read_experiment(path: Path) -> None:
    """As `mutuals check` and `mutuals study` read an experiment, but for its worlds."""
    from sim.studies.question.read import experiment_text

    file, text = experiment_text(path)
    experiment, problems, _ = experiment_and_problems(text, file, {"mean_share_group"})
    if experiment is not None and experiment.study.scenario == "tiny":
        expand(experiment, WORLD, file)
    if problems:
        raise ProblemsError(problems)


def read_design(path: Path) -> None:
    """As a study reads its table of points."""
    head = EXPERIMENT.partition("[levers]")[0]
    text = f'{head}[design]\nkind = "csv"\nfile = "{path.name}"\n'
    file = str(path.with_name("trial.toml"))
    expand(parse_experiment(text, file), WORLD, file)


def read_councils(path: Path) -> None:
    """As a world reads its table of councils."""
    load_councils(path)


Reader = Callable[[Path], None]
READERS: dict[str, tuple[Reader, str, st.SearchStrategy[bytes]]] = {
    "scenario": (
        read_scenario,
        "odd.toml",
        st.one_of(spoiled(SCENARIO, tuple(PATHS)), rewritten(SCENARIO)),
    ),
    "experiment": (
        read_experiment,
        "trial.toml",
        st.one_of(spoiled(EXPERIMENT, tuple(PATHS)), rewritten(EXPERIMENT)),
    ),
    "design": (read_design, "points.csv", spoiled(DESIGN, tuple(PATHS))),
    "councils": (read_councils, "councils.csv", spoiled(COUNCILS, COLUMNS)),
}


def problems_of(reader: Reader, path: Path) -> tuple[Problem, ...] | None:
    """What a reader says is wrong with a file; nothing if it reads it."""
    try:
        reader(path)
    except ProblemsError as error:
        return error.problems
    return None


def fuzzed(name: str, cases: int, seed: int = 0) -> dict[str, int]:
    """Read so many odd files with one reader; how many were read and how many refused in words.

    Anything else that a reader raises comes through, with the smallest file that makes it so.
    """
    reader, file, contents = READERS[name]
    counts = {"read": 0, "refused": 0}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file

        @settings(
            max_examples=cases,
            database=None,
            deadline=None,
            derandomize=seed == 0,
            suppress_health_check=list(HealthCheck),
        )
        @given(contents)
        def one(content: bytes) -> None:
            path.write_bytes(content)
            problems = problems_of(reader, path)
            counts["read" if problems is None else "refused"] += 1
            assert problems is None or all(one.message for one in problems)
            assert problems != ()
            assert all(len(str(one)) < LONGEST_MESSAGE for one in problems or ())

        one()
    return counts


def main() -> None:
    """Fuzz all readers in turn and print what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    given_ = asked.parse_args()
    for name in READERS:
        counts = fuzzed(name, given_.cases // len(READERS), given_.seed)
        told = f"{counts['read']:,} read, {counts['refused']:,} refused in words, 0 tracebacks"
        sys.stdout.write(f"{name}: {told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
