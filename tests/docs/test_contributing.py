"""The first change of CONTRIBUTING, made to the letter in a copy of the project."""

import re
import textwrap
from pathlib import Path

import pytest

from tests.docs.copies import copied_to, in_copy
from tests.places import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RULES, PHASE = "sim/model/rules/takeover.py", "sim/model/month/looks.py"
TESTS = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
BELOW = "    works_too = (providers.works_in & providers.works_in[buyer]).any(axis=1)\n"


def shown() -> list[str]:
    """The blocks of Python: the rule, its use, the number, the test."""
    found = re.findall(r"^   ```python\n(.*?)^   ```$", GUIDE, re.M | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copied_to(tmp_path)


@pytest.mark.slow
def test_the_first_change_is_green_as_it_is_shown(copy: Path) -> None:
    rule, use, number, test = shown()
    first_test = copy / "tests/direction/test_first_change.py"
    first_test.write_text(test, encoding="utf-8")
    with pytest.raises(AssertionError, match="1 failed"):
        in_copy(copy, *TESTS, "tests/direction/test_first_change.py")
    rules = (copy / RULES).read_text(encoding="utf-8")
    rules, found = re.subn(r"(from sim\.arrays import )", r"\1Bools, ", rules)
    assert found == 1
    (copy / RULES).write_text(f"{rules}\n\n{rule}", encoding="utf-8")
    phase = (copy / PHASE).read_text(encoding="utf-8")
    assert phase.count(BELOW) == 1
    phase = phase.replace(BELOW, BELOW + textwrap.indent(use, "    "))
    phase, found = re.subn(
        r"(from sim\.model\.rules\.takeover import \(?)", r"\1worth_a_look, ", phase
    )
    assert found == 1
    first = re.search(r"^(@dataclass|def |class )", phase, re.M)
    assert first is not None
    phase = f"{phase[: first.start()]}{number}\n\n{phase[first.start() :]}"
    (copy / PHASE).write_text(phase, encoding="utf-8")

    in_copy(copy, "-m", "ruff", "format", "-q", "sim/model", "tests/direction")
    in_copy(copy, "-m", "ruff", "check", "-q", "--fix", "sim/model", "tests/direction")
    in_copy(copy, *TESTS, RULES, "tests/direction/test_first_change.py")
    said = in_copy(copy, *TESTS, "tests/baseline", "--update-baseline", "-s")
    assert "takeover" in said
    fast = ("-m", "not slow and not long")
    in_copy(copy, *TESTS, *fast, "tests/baseline", "tests/code_health", "tests/docs")
