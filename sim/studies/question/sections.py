"""The tables of an experiment file that say where to look and when to stop."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.asked import LARGEST_SEED, MOST_YEARS
from sim.registry.reading.wholes import as_whole

MOST_RUNS = 1_000_000
"""Replications, and runs of a whole study, beyond which no machine goes."""

MOST_POINTS = 100_000
"""Points of a design; the world of each is kept in memory."""

MOST_LEVELS = 1_000
LONGEST_NAME = 100
"""Letters of a name that becomes part of a file's."""

Whole = BeforeValidator(as_whole)
"""36.0 is 36."""

Count = Annotated[int, Field(ge=1, le=MOST_RUNS), Whole]
Years = Annotated[int, Field(ge=1, le=MOST_YEARS), Whole]
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED), Whole]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=LONGEST_NAME)]
Words = Annotated[str, Field(min_length=1)]
Size = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Value = bool | int | float | str
Values = tuple[Value, ...]

PLAUSIBLE = "plausible"
"""Stands for the range the registry gives as plausible."""

AS_IN_SCENARIO = "scenario"
"""Stands for the value the scenario gives: what is so marked is not varied."""

SAMPLED = ("latin hypercube", "random")
"""Designs whose points are draws from the space, and so may speak for shares of it."""


class Section(BaseModel):
    """A table of the file. Frozen; unknown names are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _lists_will_do(cls, given: Any) -> Any:
        """TOML and scripts have lists where the form has tuples."""
        if not isinstance(given, dict):
            return given
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }


class Between(Section):
    """A range, or the values to take in it, written out."""

    low: float | None = None
    high: float | None = None
    values: Values | None = None


Asked = str | Values | Between
"""How a lever or an uncertainty is given: "plausible", a list, or { low, high } or { values }."""


class Design(Section):
    """Which points of the space of uncertainties are looked at."""

    kind: Literal["latin hypercube", "random", "sobol", "morris", "factorial", "csv"] = (
        "latin hypercube"
    )
    points: Annotated[int, Field(le=MOST_POINTS), Whole] = 0
    """How many; for sobol the base points, for morris the paths, each of which makes several."""
    levels: Annotated[int, Field(le=MOST_LEVELS), Whole] = 0
    """Values of each number in a factorial design (3 unless said) or on morris's grid (4)."""
    replications: Count = 1
    """Runs of each arm at each point."""
    seed: Seed = 1
    """Which luck the points themselves are drawn with."""
    seeds: Literal["own", "shared"] | None = None
    """Whether each point has luck of its own; unless said, where points are draws."""
    file: str = ""
    """The table of points, for a design from a CSV; beside the experiment unless a full path."""
    second_order: bool = False
    """For sobol: whether pairs are looked at too, at nearly twice the runs."""
    with_base: bool = True
    """Whether the scenario's own point is run too, with the replications of the study."""
    widely: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """A claim holds widely if it holds at this share of the points."""

    @property
    def is_drawn(self) -> bool:
        """Whether its points are draws from the space, so that they may speak for shares of it."""
        return self.kind in (*SAMPLED, "sobol")

    @property
    def is_sample(self) -> bool:
        """Whether its points are independent draws, each with luck of its own."""
        return self.kind in SAMPLED and self.has_own_luck

    @property
    def has_own_luck(self) -> bool:
        """Whether each point has seeds of its own."""
        return self.kind in SAMPLED if self.seeds is None else self.seeds == "own"


class Stopping(Section):
    """When replications are enough. Looks are at fixed numbers of them."""

    rule: Literal["confidence sequence"] = "confidence sequence"
    look_every: Count
    """Replications between two looks; the first look is at the study's replications."""
    cap: Count
    """Replications of an arm at which it stops, decided or not."""
    interval_at_most: Size | dict[str, Size] | None = None
    """Width at which an interval is narrow enough, for all hypotheses or by id."""
    narrowest_at: Count | None = None
    """Runs at which the intervals are tuned to be narrowest; four times the first look."""


class Saying(Section):
    """A claim that somebody made in public, which the experiment puts to the test."""

    id: Name
    """The id of the hypothesis whose verdict answers the claim; others stand beside it."""
    who: Words
    when: Words
    said: Words
    """The claim, in our words."""
    why: Words
    """Why the threshold lies where it lies."""
    given: Words
    """What the model takes for granted, so that runs cannot test it."""
    leaves_out: Words
    """What the model leaves out that bears on the claim."""
    thin: Words
    """Which evidence is thin: what the numbers rest on."""
    would_decide: Words
    """What would decide the claim if the runs do not, or would decide it better."""
    taken_as_given: bool = False
    """Whether the claim's own content is an input of the model: the hypothesis that bears its id
    then only shows the input, and the others ask what follows."""


class Whose(Section):
    """Whose claim a study puts limb by limb, several hypotheses to one concern."""

    who: Words
    when: Words
    turns: str = ""
    """What its verdicts are known to turn with, as part of a sentence."""


class Asking(Section):
    """Which numbers the study is about, beside those its hypotheses name."""

    of_interest: tuple[str, ...] = ()
    """End outcomes whose sensitivity to each uncertainty is found."""
