"""Values that follow from others: what a point must move along so that its world makes sense.

Each rule sees the world before the point and the values the point sets, and gives the values that
follow. A value that the point or an arm sets itself is never overwritten.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.registry.fields import Section
from sim.registry.sections.services import SERVICES
from sim.registry.walk import value_at

Given = Mapping[str, Any]
Rule = Callable[[Section, Given], dict[str, Any]]

QUALITY_WEIGHT = "scoring.quality_weight"
FOLLOWING = (QUALITY_WEIGHT,)
"""Assumptions that follow, and so cannot be uncertainties themselves."""

_MONTHS = 12
_DIGITS = 10


def following(world: Section, given: Given) -> dict[str, Any]:
    """All values that follow from those given."""
    found: dict[str, Any] = {}
    for rule in RULES:
        found |= rule(world, given)
    return {path: value for path, value in found.items() if path not in given}


def quality_weight_takes_the_rest(world: Section, given: Given) -> dict[str, Any]:
    """The weights of price, social value and quality sum to 1: quality has what the others leave.

    So a point that makes price weigh more makes quality weigh less, and social value the same.
    """
    others = ("scoring.price_weight", "scoring.social_weight")
    if not any(path in given for path in others):
        return {}
    rest = 1 - math.fsum(_value(world, given, path) for path in others)
    return {QUALITY_WEIGHT: _short(rest)}


def leaving_is_solved_again(world: Section, given: Given) -> dict[str, Any]:
    """The solved base rate of leaving is in proportion to the listed rate of the service."""
    return _solved(world, given, "leaving", ("base_leaving",), _scaled_leaving)


def filling_is_solved_again(world: Section, given: Given) -> dict[str, Any]:
    """The solved chance of filling a post is in proportion to the leavers for each vacancy."""
    return _solved(world, given, "fill", ("base_leaving", "base_vacancy"), _scaled_fill)


def insourcing_is_solved_again(world: Section, given: Given) -> dict[str, Any]:
    """The solved log-odds of insourcing move as the listed share's log-odds do."""
    return _solved(world, given, "insource", ("insourcing",), _shifted_insourcing)


RULES: tuple[Rule, ...] = (
    quality_weight_takes_the_rest,
    leaving_is_solved_again,
    filling_is_solved_again,
    insourcing_is_solved_again,
)


def _solved(
    world: Section,
    given: Given,
    name: str,
    moved_by: tuple[str, ...],
    moved: Callable[[float, Callable[[str], float], Callable[[str], float]], float],
) -> dict[str, Any]:
    """One solved constant of all services, moved where a service's listed value moves."""
    paths = {service: [f"services.{service}.{one}" for one in moved_by] for service in SERVICES}
    if not any(path in given for own in paths.values() for path in own):
        return {}
    constants = value_at(world, f"solved.{name}")
    found = []
    for service, constant in zip(SERVICES, constants, strict=True):
        is_moved = constant != 0 and any(path in given for path in paths[service])
        before, after = _readers(world, given, service)
        found.append(_short(moved(constant, before, after)) if is_moved else constant)
    return {f"solved.{name}": tuple(found)}


def _readers(
    world: Section, given: Given, service: str
) -> tuple[Callable[[str], float], Callable[[str], float]]:
    def before(name: str) -> float:
        return float(value_at(world, f"services.{service}.{name}"))

    def after(name: str) -> float:
        return _value(world, given, f"services.{service}.{name}")

    return before, after


Reader = Callable[[str], float]


def _scaled_leaving(constant: float, before: Reader, after: Reader) -> float:
    return constant * after("base_leaving") / before("base_leaving")


def _scaled_fill(constant: float, before: Reader, after: Reader) -> float:
    return min(constant * _leavers_a_vacancy(after) / _leavers_a_vacancy(before), 1.0)


def _shifted_insourcing(constant: float, before: Reader, after: Reader) -> float:
    return constant + _log_odds(after("insourcing")) - _log_odds(before("insourcing"))


def _leavers_a_vacancy(read: Reader) -> float:
    vacancy = read("base_vacancy")
    return -math.expm1(-read("base_leaving") / _MONTHS) * (1 - vacancy) / vacancy


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def _value(world: Section, given: Given, path: str) -> float:
    return float(given[path] if path in given else value_at(world, path))


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def follows_in(world: Section) -> Iterator[str]:
    """Which of the assumptions that follow this world has."""
    sections = type(world).model_fields
    yield from (path for path in FOLLOWING if path.partition(".")[0] in sections)
