"""Files and numbers beyond all measure are refused in words, with little memory and time.

Each door is tried in a child process that the system itself stops beyond 300 MB or 20 processor
seconds; no clock decides.
"""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

MEMORY, SECONDS = 300_000_000, 20
DIGITS = "9" * 5000
HEAD = '[study]\nname = "q"\ntitle = "q"\nscenario = "tiny"\nyears = 1\nreplications = 1\n'
ARM = '[[arms]]\nname = "a"\ntitle = "a"\n'
CSV = '[design]\nkind = "csv"\nfile = "p.csv"\n'
UNCERTAIN = (
    '[uncertainties]\n"policy.reserved" = [0.1, 0.2]\n"market.insourcing_level" = [0.1, 0.2]\n'
)


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def mutuals(folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and errors of a command in a child that may use little."""
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", *words],
        cwd=folder,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )
    return done.returncode, done.stderr


def study(old: str, new: str) -> str:
    assert old in HEAD
    return HEAD.replace(old, new) + ARM


EXPERIMENTS: list[tuple[str, str]] = [
    (study("replications = 1", "replications = 1000000000"), "write 1000000 or less"),
    (study("replications = 1", "replications = 9223372036854775807"), "write 1000000 or less"),
    (study("replications = 1", f"replications = {DIGITS}"), "more than 4,300 digits"),
    (study("replications = 1", "replications = 0x" + "f" * 5000), "too large to work with"),
    (study("years = 1", "years = 9223372036854775807"), "write 200 or less"),
    (study("years = 1", "years = 1\nfirst_seed = 9223372036854775808"), "or less"),
    (study("replications = 1", "replications = 2\nfirst_seed = 9223372036854775807"), "seed"),
    (HEAD + "[design]\npoints = 9223372036854775807\n" + UNCERTAIN, "write 100000 or less"),
    (
        HEAD + '[design]\nkind = "factorial"\nlevels = 1000000000\n' + UNCERTAIN,
        "write 1000 or less",
    ),
    (HEAD + '[design]\nkind = "factorial"\nlevels = 900\n' + UNCERTAIN, "makes 810,000 points"),
    (
        HEAD
        + "[levers]\n"
        + "".join(
            f'"services.{one}.{what}" = [{", ".join(f"0.{k:03}" for k in range(1, 90))}]\n'
            for one in ("youth", "homes", "fostering")
            for what in ("base_leaving", "insourcing")
        ),
        "arms, more than 10,000",
    ),
    (
        study("replications = 1", "replications = 1000000") + ARM.replace('"a"', '"b"'),
        "runs in all",
    ),
    (HEAD + "x = " + "[" * 30_000 + "]" * 30_000, "deep inside one another"),
    (HEAD + "a." * 400_000 + "a = 1", "deep inside one another"),
    (HEAD + "x = {" + "a." * 30_000 + "a = 1}", "deep inside one another"),
    ("# " + "x" * 1_000_001 + "\n" + HEAD, "larger than 1,000,000 bytes"),
    (HEAD + "".join(f"x{n} = 1\n" for n in range(50_000)), "is not known here"),
    (HEAD.replace('"q"', '"' + "q" * 200_000 + '"', 1) + ARM, "letters"),
]


def told_of_each(folder: Path, count: int) -> list[str]:
    """What one `mutuals check` says of each of so many files."""
    code, said = mutuals(folder, "check", *(f"q{n:02}.toml" for n in range(count)))
    assert (code, "Traceback" in said) == (2, False), said[-1000:]
    assert max(map(len, said.splitlines())) < 1000
    blocks = re.split(r"^[qp](?=\d\d\.)", said, flags=re.MULTILINE)
    return ["\n".join(one for one in blocks if one.startswith(f"{n:02}.")) for n in range(count)]


def test_experiments_beyond_measure(tmp_path: Path) -> None:
    for number, (text, _) in enumerate(EXPERIMENTS):
        (tmp_path / f"q{number:02}.toml").write_text(text)
    said = told_of_each(tmp_path, len(EXPERIMENTS))
    missing = [
        (words, one[:300])
        for (_, words), one in zip(EXPERIMENTS, said, strict=True)
        if words not in one
    ]
    assert missing == []


TABLES: list[tuple[str, str]] = [
    ("policy.reserved\n" + "1" * 200_000 + "\n", "a cell of more than 131,072 letters"),
    ("policy.reserved\n" + "1" * 100_000 + "\n", "which is no number"),
    ("policy.reserved\n" + "0.1\n" * 900_000, "more than 100,000 rows"),
    ("policy.reserved\n" + "0.1\n" * 1_500_000, "larger than 5,000,000 bytes"),
    ("policy.reserved\n0.1\n" + "x\n" * 90_000, "problems more"),
    ("policy.reserved" + ",x" * 50_000 + "\n" + "1,2\n", "columns, more than 2,000"),
    ("policy.reserved\n9e999\n", "which is no number"),
]


def test_tables_of_points_beyond_measure(tmp_path: Path) -> None:
    for number, (text, _) in enumerate(TABLES):
        (tmp_path / f"q{number:02}.toml").write_text(
            HEAD + CSV.replace("p.csv", f"p{number:02}.csv")
        )
        (tmp_path / f"p{number:02}.csv").write_text(text)
    said = told_of_each(tmp_path, len(TABLES))
    missing = [
        (words, one[:300]) for (_, words), one in zip(TABLES, said, strict=True) if words not in one
    ]
    assert missing == []


KINDS = {"pipe": "is a pipe", "zero": "is a device", "folder": "is a folder"}


def put(path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")


def test_only_plain_files_are_opened_at_any_door(tmp_path: Path) -> None:
    doors = []
    for kind in KINDS:
        for name in (
            f"{kind}.csv",
            f"{kind}_parent.toml",
            *([] if kind == "folder" else [f"{kind}.toml"]),
        ):
            put(tmp_path / name, kind)
        texts = {
            "study": HEAD + CSV.replace("p.csv", f"{kind}.csv"),
            "table": f'place.table = "./{kind}.csv"\n',
            "child": f'extends = "{kind}_parent"\n',
        }
        for what, text in texts.items():
            (tmp_path / f"{kind}_{what}.toml").write_text(text)
        doors += [f"{kind}_{what}.toml" for what in texts]
    code, said = mutuals(tmp_path, "check", "pipe.toml", "zero.toml", *doors)
    assert code == 2
    counts = {kind: said.count(words) for kind, words in KINDS.items()}
    assert counts == {"pipe": 4, "zero": 4, "folder": 3}, said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "tiny", "--years", "1000000000"), "years is a whole number, 1 to 200"),
        (("run", "tiny", "--seed", "9223372036854775808"), "a seed is a whole number"),
        (("run", "tiny", "--set", f"policy.reserved={DIGITS}"), "is no value"),
        (("run", "tiny", "--set", "policy.reserved=" + "[" * 5000 + "]" * 5000), "is no value"),
        (("run", "tiny", "--set", "market.contract_months=9223372036854775807"), "out of range"),
    ],
)
def test_a_command_beyond_measure(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    code, said = mutuals(tmp_path, *words)
    assert (code, told in said, "Traceback" in said) == (2, True, False), said[-400:]
    assert list(tmp_path.iterdir()) == []
