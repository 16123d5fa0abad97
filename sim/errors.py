"""Everything that can go wrong by a user's hand, in human words.

    MutualsError                a mistake in what was asked for; shown without a traceback
    ├── ProblemsError           carries a list of Problem, all of them at once
    │   ├── ScenarioError       a world that cannot be read or makes no sense
    │   ├── ExperimentError     a study that cannot be read or makes no sense
    │   │   └── SweepError      a sweep that makes no sense
    │   └── CouncilTableError   a table of councils that contradicts itself
    ├── ResultError             stored results that are missing or of another format
    │   └── DamageError         stored results that are not as they were written
    ├── UnknownNameError        an outcome that no run has; a KeyError too
    ├── ForeignError            a file that is not ours stands where one of ours would go
    └── StoppedEarlyError       long work that stopped and can be taken up again

A fault in the model itself is no MutualsError: it keeps its traceback.
"""

from collections.abc import Sequence
from dataclasses import dataclass

EXIT_DONE = 0
EXIT_DRIFT = 1
EXIT_BAD_INPUT = 2
EXIT_STOPPED_EARLY = 3
EXIT_INTERRUPTED = 130
LONGEST_ADDRESS, LONGEST = 200, 1000
"""Letters of a problem's address, and of its message or remedy, that are told."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it is, what it is, and how to repair it."""

    file: str
    """The file it is written in, or who else set it, such as "command line"."""
    address: str
    """Dotted path inside the file, or "line 3, column 5"; empty for the file as a whole."""
    message: str
    remedy: str = ""

    def __post_init__(self) -> None:
        """Cut what is too long to be read: it repeats what a user's file says, at any length."""
        for name, most in (("address", LONGEST_ADDRESS), ("message", LONGEST), ("remedy", LONGEST)):
            text = getattr(self, name)
            if len(text) > most:
                cut = f"{text[:most]}... ({len(text):,} letters)"
                object.__setattr__(self, name, cut)

    def __str__(self) -> str:
        """Say it on one line: where, what; then the remedy."""
        where = "  ".join(part for part in (self.file, self.address) if part)
        what = f"{self.message}; {self.remedy}" if self.remedy else self.message
        return f"{where}: {what}"


class MutualsError(Exception):
    """A mistake in what was asked for; the message is meant for the person who asked."""

    exit_code: int = EXIT_BAD_INPUT


class ProblemsError(MutualsError):
    """An input with at least one problem; holds them all, in the order in which they were found."""

    subject = "input"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Every problem on a line of its own, under a line that counts them."""
        count = len(self.problems)
        heading = f"{count} problem{'' if count == 1 else 's'} in the {self.subject}:"
        return "\n".join([heading, *(f"  {problem}" for problem in self.problems)])


class ScenarioError(ProblemsError):
    """A world that cannot be read or makes no sense."""

    subject = "scenario"


class ExperimentError(ProblemsError):
    """A study that cannot be read or makes no sense."""

    subject = "experiment"


class SweepError(ExperimentError):
    """A sweep that makes no sense."""

    subject = "sweep"


class CouncilTableError(ProblemsError):
    """A table of councils that contradicts itself."""

    subject = "table of councils"


class ResultError(MutualsError):
    """Stored results that are missing, damaged or of a format this version cannot read."""


class DamageError(ResultError):
    """Stored results that are not as they were written: damaged, changed, or in part gone."""


class UnknownNameError(MutualsError, KeyError):
    """A name that nothing has; also a KeyError, as Python's own tables raise it."""

    __str__ = Exception.__str__


class ForeignError(MutualsError):
    """A file that this program did not write stands where one of its own would go."""


class StoppedEarlyError(MutualsError):
    """Long work that stopped before its end and can be taken up again."""

    exit_code = EXIT_STOPPED_EARLY
