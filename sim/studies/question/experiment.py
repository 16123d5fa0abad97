"""What an experiment file says: arms, settings, replications, and the claims fixed before any run.

An *arm* is a world to compare (long terms, short terms); a *setting* is a level of an assumption at
which all is looked at again (little insourcing, much insourcing). The same replication number means
the same seed in every arm and setting, so that two arms differ by their inputs, not by their luck.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.studies.question.sections import (
    Asked,
    Asking,
    Count,
    Design,
    Name,
    Saying,
    Section,
    Seed,
    Size,
    Stopping,
    Value,
    Whose,
    Years,
)

BASE = "base"
"""Name of the setting in which no assumption is moved."""

SERVICE = "{service}"
"""Stands in an outcome's name for each of the hypothesis's services in turn."""

Direction = Literal["at least", "at most"]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]

_MINUS = re.compile(r"^\s*(\w+)\s+minus\s+(\w+)\s*$")
_AT_LEAST = re.compile(r"^at least ([0-9]{1,6}) \(Holm\)$")


class Study(Section):
    """What is asked, of which world, for how long and how often."""

    name: Name
    title: Text
    question: str = ""
    scenario: Text
    years: Years
    replications: Count
    series: Literal["year", "month", "none"] = "year"
    """How often the series over time are stored, if at all."""
    first_seed: Seed = 1
    runs_per_part: Count = 50
    """Runs to a stored file, and so the most that is lost when the work is killed."""


class Arm(Section):
    """A world to compare: the scenario with these values set."""

    name: Name
    title: Text
    short: str = ""
    """The title in two or three words, for where there is little room; else the title itself."""
    set: dict[str, Value] = {}
    years: Years | None = None
    replications: Count | None = None


class Setting(Section):
    """A level of an assumption at which the arms are run again."""

    name: Name
    title: Text
    short: str = ""
    """As that of an arm."""
    set: dict[str, Value] = {}
    replications: Count | dict[str, Count] | None = None
    """For all arms, or arm by arm; unless said, each arm's own."""
    arms: tuple[str, ...] | None = None
    """Which arms run here; unless said, those with replications of their own, or all."""


class SideBySide(Section):
    """Arms that the report draws in one picture, beside the base."""

    title: Text
    arms: Annotated[tuple[Name, ...], Field(min_length=1, max_length=4)]
    takeovers: bool = False
    """Whether the fates of takeover attempts are shown for them too."""


class Quick(Section):
    """The small stand-in used to see that everything works; its verdicts mean nothing."""

    scenario: Text = "tiny"
    replications: Count = 20
    years: Years | None = None
    points: Count | None = None
    """Points of the design, where there is one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One outcome on one side of one threshold."""

    outcome: str
    divided_by: str | None
    direction: Direction
    threshold: float
    smallest_effect: float | None


class Question(Section):
    """What hypotheses and estimates share: which number, compared how, in which arms."""

    statement: Text
    outcome: str | tuple[str, ...]
    """One outcome, or several; several must all hold."""
    divided_by: str | None = None
    """The outcome below the line, when the comparison is a ratio of two means."""
    services: tuple[str, ...] = ()
    """Ask of each of these services; its name then stands for {service} in the outcome."""
    comparison: str = "level"
    """"level", "ratio", or "ARM minus ARM", paired by seed."""
    arms: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)] = (BASE,)
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes as written, always as a list."""
        return (self.outcome,) if isinstance(self.outcome, str) else self.outcome

    @property
    def difference(self) -> tuple[str, str] | None:
        """The two arms of "A minus B", or nothing."""
        found = _MINUS.match(self.comparison)
        return (found[1], found[2]) if found else None

    def asked_outcomes(self) -> set[str]:
        """Every outcome whose value is needed, with the services filled in."""
        below = [] if self.divided_by is None else [self.divided_by]
        written = [*self.outcomes, *below]
        return {fill(name, service) for name in written for service in self.services or ("",)}


class Hypothesis(Question):
    """A claim that runs can support, refute or leave undecided."""

    id: Name
    population: str = ""
    horizon_years: Size | None = None
    direction: Direction | tuple[Direction, ...]
    threshold: Number | tuple[Number, ...]
    smallest_effect: Size | tuple[Size, ...] | None = None
    """Differences below this are too small to matter."""
    only_where_below: dict[str, Number] = {}
    """Ask only of services where these outcomes, averaged over the runs, lie below these values."""
    combine: str = "all"
    """How parts make a whole: "all", or "at least K (Holm)"."""

    def claims(self, service: str = "") -> tuple[Claim, ...]:
        """The claims made of one service, or of the whole where no services are named."""
        names = self.outcomes
        below = None if self.divided_by is None else fill(self.divided_by, service)
        sides = spread(self.direction, len(names))
        levels = spread(self.threshold, len(names))
        sizes = spread(self.smallest_effect, len(names))
        return tuple(
            Claim(fill(name, service), below, side, level, size)
            for name, side, level, size in zip(names, sides, levels, sizes, strict=True)
        )

    @property
    def parts_needed(self) -> int | None:
        """K of "at least K (Holm)"; nothing when all parts must hold."""
        found = _AT_LEAST.match(self.combine)
        return int(found[1]) if found else None

    def asked_outcomes(self) -> set[str]:
        """Every outcome whose value is needed, those of `only_where_below` too."""
        conditions = {
            fill(name, service) for name in self.only_where_below for service in self.services
        }
        return super().asked_outcomes() | conditions


class Estimate(Question):
    """A number shown beside a verdict, with its interval and no claim."""

    beside: Text
    """The id of the hypothesis it stands beside."""
    share_at_least: Number | None = None
    """Ask for the share of runs in which the outcome reaches this, rather than for its mean."""


class Experiment(Section):
    """A whole experiment file."""

    study: Study
    claim: Saying | None = None
    """The public claim it tests, if it tests one."""
    whose: Whose | None = None
    """Whose concern its hypotheses put limb by limb, if anyone's."""
    arms: tuple[Arm, ...] = ()
    settings: tuple[Setting, ...] = (Setting(name=BASE, title="As in the scenario"),)
    side_by_side: tuple[SideBySide, ...] = ()
    """Which arms the report draws together."""
    quick: Quick = Quick()
    hypotheses: tuple[Hypothesis, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    levers: dict[str, Asked] = {}
    """What a council or a government could choose: every combination becomes an arm."""
    uncertainties: dict[str, Asked] = {}
    """What nobody knows well: the points of the design become settings."""
    constants: dict[str, Value] = {}
    """What is set alike everywhere, or, as "scenario", left as the scenario has it."""
    outcomes: Asking = Asking()
    design: Design | None = None
    stopping: Stopping | None = None

    @property
    def person(self) -> str:
        """Whose claim is put to the test; empty for a study that names nobody."""
        said = self.claim or self.whose
        return said.who if said else ""

    def in_quick_form(self) -> "Experiment":
        """The same arms and claims on the small world at the base setting, with few runs."""
        small = {"scenario": self.quick.scenario, "replications": self.quick.replications}
        if self.quick.years is not None:
            small["years"] = self.quick.years
        arms = [arm.model_copy(update={"replications": None}) for arm in self.arms]
        settings = [
            setting.model_copy(update={"replications": None, "arms": self.arms_of(setting)})
            for setting in self.settings
            if setting.name == BASE
        ]
        return self.model_copy(
            update={
                "study": self.study.model_copy(update=small),
                "design": self._quick_design(),
                "stopping": None,
                "arms": tuple(arms),
                "settings": tuple(settings),
            }
        )

    def _quick_design(self) -> Design | None:
        if self.design is None or self.quick.points is None:
            return self.design
        return self.design.model_copy(update={"points": self.quick.points})

    def arms_of(self, setting: Setting) -> tuple[str, ...]:
        """Names of the arms that run at a setting."""
        if setting.arms is not None:
            return setting.arms
        if isinstance(setting.replications, Mapping):
            return tuple(setting.replications)
        return tuple(arm.name for arm in self.arms)

    def replications_of(self, setting: Setting, arm: Arm) -> int:
        """How often an arm runs here: as the setting says, else the arm, else the study."""
        here = setting.replications
        if isinstance(here, Mapping):
            here = here.get(arm.name)
        return here or arm.replications or self.study.replications


def fill(name: str, service: str) -> str:
    """An outcome's name with the service put in."""
    return name.replace(SERVICE, service)


def spread(given: Any, length: int) -> tuple[Any, ...]:
    """One value for each of `length` outcomes: a list as it is, a single value for all alike."""
    return given if isinstance(given, tuple) else (given,) * length
