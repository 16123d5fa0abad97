"""Constants solved once for a world with every mechanism on.

They are then held in all arms of an experiment.

Base leaving is solved at month 0 so that mean leaving equals the published rates, which already
contain the effects of pay, tenure and commitment; the base chance of filling a post so that
vacancies stay at their opening level; the log-odds of insourcing in pilot runs, so that the mean
chance by service is the one listed. Solved again in an arm that switches something off, they would
undo what the arm is meant to show.
"""

import math

import numpy as np
from scipy.optimize import brentq

from sim.arrays import Floats, sums
from sim.model.month.phases import PHASES, close_month
from sim.model.month.settling import mean_insourcing
from sim.model.month.workforce import leaving_rates
from sim.model.opening.opening import opening_state
from sim.model.rules.staff import fill_chance
from sim.model.state.estimates import offers
from sim.model.state.histories import Weighed
from sim.model.state.state import N_SERVICES, State
from sim.registry.sections.solved import Solved
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR, chance_within_a_month

PILOT_SEEDS = (900_001, 900_002)
"""Seeds of the pilots, far from those of any study."""
ROUNDS = 3
"""Times the pilots are repeated with the constants found so far."""
MOST_LOG_ODDS = 50.0


def solve(world: World, seeds: tuple[int, ...] = PILOT_SEEDS, years: int | None = None) -> Solved:
    """Solve the constants of a world. Takes a few pilot runs."""
    leaving, fill = _staff_constants(world, seeds)
    insource: tuple[float, ...] = (0.0,) * N_SERVICES
    for _ in range(ROUNDS):
        found = Solved(leaving=leaving, fill=fill, insource=insource)
        insource = _insource_constants(world.model_copy(update={"solved": found}), seeds, years)
    return Solved(leaving=leaving, fill=fill, insource=insource)


def _five(values: Floats) -> tuple[float, float, float, float, float]:
    a, b, c, d, e = (round(float(value), 6) for value in values)
    return a, b, c, d, e


def _staff_constants(
    world: World, seeds: tuple[int, ...]
) -> tuple[tuple[float, float, float, float, float], tuple[float, float, float, float, float]]:
    leaving, fill = [], []
    for seed in seeds:
        state = opening_state(world, seed)
        leaving.append(base_leaving(state))
        fill.append(base_fill(state))
    return _five(np.mean(leaving, axis=0)), _five(np.mean(fill, axis=0))


def base_leaving(state: State) -> Floats:
    """Base leaving rates at which mean leaving at month 0 equals the listed rates.

    (S,), per year.
    """
    people = np.flatnonzero(state.posts.is_filled)
    service = state.lots.service[state.posts.lot[people]]
    state.leaving_base[:] = 1.0
    total = sums(service, leaving_rates(state, people), N_SERVICES)
    number = np.bincount(service, minlength=N_SERVICES)
    mean = np.divide(total, number, out=np.ones(N_SERVICES), where=number > 0)
    base: Floats = state.services.leaving / mean
    return base


def base_fill(state: State) -> Floats:
    """Base chances of filling a post at which vacancies hold their opening level.

    (S,), per month.
    """
    lots, services, world = state.lots, state.services, state.world
    vacant = np.add.reduceat(
        (state.posts.is_on & ~state.posts.is_filled).astype(np.float64), lots.first_post
    )
    log_offer = np.log(offers(state)[lots.holder])
    ones = np.ones(lots.n)
    # Chances are clipped at 1 when used; here their size relative to the base is what counts.
    relative = (
        fill_chance(ones / math.e**MOST_RELATIVE, log_offer, world.staff.fill_elasticity)
        * math.e**MOST_RELATIVE
    )
    weighted = sums(lots.service, vacant * relative, N_SERVICES)
    number = sums(lots.service, vacant, N_SERVICES)
    mean = np.divide(weighted, number, out=np.ones(N_SERVICES), where=number > 0)
    vacancy = np.maximum(services.vacancy, np.finfo(float).tiny)
    leavers = chance_within_a_month(services.leaving) * (1 - vacancy) / vacancy
    base: Floats = np.minimum(leavers / mean, 1.0)
    return base


MOST_RELATIVE = 5.0


def _insource_constants(
    world: World, seeds: tuple[int, ...], years: int | None
) -> tuple[float, float, float, float, float]:
    weighed = Weighed()
    for seed in seeds:
        state = opening_state(world, seed, years=years)
        state.log.keeps_all = False
        state.weighed = weighed
        for _ in range(MONTHS_PER_YEAR * (years or world.time.years)):
            for _name, phase in PHASES:
                phase(state)
            close_month(state)
    found = np.array(state.insource_base)
    for service in np.unique(weighed.service):
        target = float(state.services.insourcing[service])
        if 0 < target < 1:
            found[service] = brentq(
                lambda base, x, t: mean_insourcing(base, x) - t,
                -MOST_LOG_ODDS,
                MOST_LOG_ODDS,
                args=(weighed.pressure[weighed.service == service], target),
            )
    return _five(found)
