"""What each mechanism and lever does: switched on and off with the same luck, seed by seed.

    python -m docs.make.effects --world england --years 6 --seeds 6 --workers 2 --out docs/effects.md

The outcomes that a switch should move are named here before any run, three at most, so that none is
fished out afterwards; the intervals allow for the choice among them (Bonferroni). Differences are
on less off, over pairs of runs that share their seed.
"""

# ruff: noqa: E501 (a table of assumptions: a line is a row)

import argparse
import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.console import say, warn
from sim.model.record.catalogue import end_unit
from sim.registry.reading.load import load, vary
from sim.registry.walk import Leaf, leaves, value_at
from sim.registry.world import World
from sim.statistics.intervals import Interval, paired_difference
from sim.studies.store.ownership import refuse_other_page

HEADING = "# What each mechanism does"
COLUMNS = ["switch", "off_is", "on_is", "outcome", "off", "on", "difference", "low", "high"]
COLUMNS += ["confidence", "runs", "moved"]
CONFIDENCE = 0.95
NOTHING = "no outcome moved beyond chance"
NEVER_MOVED = "nothing moved at all: both runs of every pair are the same"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One switch: where it is, what it is made of, and what it should move."""

    switch: str
    parameters: tuple[str, ...]
    """Dotted paths; a * stands for each of the services, forms or kinds."""
    outcomes: tuple[str, ...]
    """Outcomes designated before the runs."""
    on: Any = True
    off: Any = False


def _row(
    switch: str, parameters: str, outcomes: str, on: Any = True, off: Any = False
) -> Mechanism:
    return Mechanism(switch, tuple(parameters.split()), tuple(outcomes.split()), on, off)


_MECHANISMS: tuple[Mechanism, ...] = (
    # staff
    _row("mechanisms.commitment", "staff.base_commitment staff.personal_spread staff.commitment_half_life staff.commitment_on_leaving staff.staff_started_gain", "mean_commitment mean_leaving_rate mean_quality"),
    _row("mechanisms.voice", "staff.voice staff.voice_full_members staff.voice_dilution forms.*.voice", "mean_leaving_mutual mean_share_mutual"),
    _row("mechanisms.unfairness", "staff.unfairness staff.tier_gap", "mean_commitment mean_leaving_protected mean_leaving_new_terms"),
    _row("mechanisms.insecurity", "staff.insecurity staff.insecurity_months", "mean_commitment mean_leaving_rate"),
    _row("mechanisms.workload", "staff.workload", "mean_commitment mean_leaving_rate"),
    _row("mechanisms.transfer_shock", "staff.transfer_shock", "mean_commitment mean_leaving_group mean_quality"),
    _row("mechanisms.leaving", "services.*.base_leaving staff.first_year_factor", "mean_vacancy_share mean_quality"),
    _row("mechanisms.pay_pull", "staff.pull staff.fill_elasticity", "mean_leaving_group mean_leaving_rate mean_vacancy_share"),
    _row("mechanisms.hiring", "services.*.base_vacancy staff.hiring_cost staff.fill_elasticity", "mean_vacancy_share mean_quality"),
    _row("mechanisms.agency", "staff.agency_cover staff.agency_premium", "mean_agency_share mean_quality"),
    _row("mechanisms.new_terms", "kinds.*.pay_offer kinds.*.pension_offer kinds.mutual.matches_terms services.*.opening_new_terms", "mean_new_terms_share mean_leaving_new_staff"),
    _row("mechanisms.quality", "quality.start quality.commitment quality.vacancy quality.first_year quality.shortfall quality.provider_spread quality.half_life quality.mutual_effect", "mean_quality mean_insourced_share"),
    # budgets
    _row("mechanisms.budgets", "services.*.budget_growth services.*.demand_growth services.*.grows_by_lots market.budget_years", "mean_posts_required mean_jobs_lost mean_public_cost"),
    _row("mechanisms.cuts_passed_on", "services.*.cut_passed_on", "mean_posts_required mean_jobs_lost"),
    _row("mechanisms.redundancy", "staff.redundancy_pay staff.redeployed_share", "mean_public_cost mean_margin_small mean_margin_mutual"),
    # what comes to market
    _row("mechanisms.market_testing", "market.testing_rate market.testing_surge market.surge_months services.*.market_testing", "mean_external_share mean_tenders"),
    _row("mechanisms.insourcing", "market.insourcing_level market.insource_price market.insource_quality market.taste_spread services.*.insourcing", "mean_external_share mean_insourced_share"),
    _row("mechanisms.extensions", "market.extension_months market.extend_quality market.extend_steepness", "mean_tenders mean_share_mutual"),
    # bidding
    _row("mechanisms.standing", "bidding.standing bidding.entrant_equity_limit", "mean_bidders mean_share_group mean_awards_small"),
    _row("mechanisms.reach", "kinds.mutual.abroad_reserve_weeks", "mean_bidders mean_share_local mean_share_group"),
    _row("mechanisms.bid_teams", "bidding.group_turnover_per_bid bidding.fit_spread kinds.*.bids_a_year entry.bids_a_year", "mean_bidders mean_share_group"),
    _row("mechanisms.bid_costs", "bidding.bid_cost", "mean_bids mean_margin_small mean_margin_mutual"),
    _row("mechanisms.cost_error", "bidding.cost_error bidding.own_cost_error", "mean_price_over_ceiling mean_margin_group mean_insolvencies"),
    _row("mechanisms.best_markups", "bidding.markup_smoothing bidding.markup_most bidding.markup_steps bidding.belief_half_life bidding.holder_stretch kinds.*.markup_floor", "mean_price_over_ceiling mean_margin_group"),
    _row("mechanisms.foothold", "bidding.foothold bidding.foothold_budget", "mean_below_cost_bids mean_awards_group mean_margin_group"),
    _row("mechanisms.mobilisation", "bidding.mobilisation bidding.mobilisation_least", "mean_awards_group mean_awards_small mean_awards_mutual"),
    # choosing
    _row("mechanisms.seen_quality", "scoring.noise", "mean_incumbents_kept_share mean_margin_group mean_awards_group"),
    _row("mechanisms.incumbency", "scoring.incumbency scoring.local_knowledge", "mean_incumbents_kept_share mean_share_local"),
    # cost and money
    _row("mechanisms.size_overhead", "costs.overhead costs.overhead_size costs.overhead_elasticity costs.overhead_most", "mean_margin_small mean_margin_mutual mean_margin_group"),
    _row("mechanisms.overhead_cliff", "costs.overhead_lag", "mean_margin_small mean_margin_mutual mean_insolvencies"),
    _row("mechanisms.stranded_cost", "costs.recharge costs.stranded_share costs.stranded_months", "mean_public_cost"),
    _row("mechanisms.outside_income", "spin_outs.outside_income spin_outs.outside_income_later spin_outs.outside_margin spin_outs.growth_months", "mean_margin_mutual mean_mutuals_alive"),
    _row("mechanisms.customers", "mutuals spin_outs.outside_margin", "mean_margin_mutual mean_mutuals_alive"),
    _row("mechanisms.customer_membership", "own_work.loyalty_gap own_work.joining", "mean_margin_mutual mean_mutuals_alive"),
    _row("mechanisms.grants", "own_work.grant_rate own_work.grant_search_months", "mean_mutuals_alive mean_insolvencies"),
    _row("mechanisms.commissioning", "mutuals", "mean_margin_small mean_margin_mutual mean_mutuals_alive"),
    _row("mechanisms.debt", "finance.group_debt finance.interest finance.group_debt_limit", "mean_takeovers_done mean_insolvencies"),
    _row("mechanisms.payout", "finance.payout_weeks finance.small_kept_share finance.surplus_floor_weeks forms.*.kept_share forms.*.members_share", "mean_takeovers_possible mean_insolvencies"),
    _row("mechanisms.distress", "finance.credit_weeks finance.overhead_cut finance.uplift finance.uplift_chance finance.uplift_times finance.handback_loss", "mean_insolvencies mean_handbacks mean_mutuals_alive"),
    # ownership
    _row("mechanisms.takeovers", "takeovers.looks_a_year takeovers.candidates takeovers.least_age_months takeovers.owner_willing takeovers.multiple takeovers.contract_worth takeovers.buyer_multiple takeovers.control_risk takeovers.gain_shared takeovers.vote_offer takeovers.vote_distress takeovers.vote_commitment takeovers.vote_voice takeovers.nonprofit_turnover forms.*.majority forms.*.is_locked forms.*.can_sell_shares", "mean_takeovers_done mean_share_small mean_top10_share"),
    _row("mechanisms.other_members", "own_work.vote_against_sale", "mean_takeovers_voted_down mean_takeovers_done"),
    _row("mechanisms.partner_creep", "takeovers.stake_creep takeovers.stake_step takeovers.partner_cap forms.shares_partner.partner_stake", "mean_mutuals_alive mean_share_mutual"),
    _row("mechanisms.distress_mergers", "kinds.mutual.reserve_weeks", "mean_mutuals_alive mean_insolvencies"),
    _row("mechanisms.entry", "entry.rate entry.margin_from entry.idle_months services.*.ease_of_entry services.*.capital_per_post", "mean_entrants mean_bidders mean_share_small"),
    _row("mechanisms.spin_outs", "spin_outs.rate spin_outs.later_rate spin_outs.taste_spread spin_outs.most_lots spin_outs.staff_started spin_outs.vote_voice spin_outs.vote_fear spin_outs.vote_union spin_outs.first_price services.*.spin_out_factor", "mean_mutuals_alive mean_share_mutual"),
    # rival rules
    _row("staff.rival_pay", "staff.vacancy_pay_response", "mean_leaving_rate mean_vacancy_share"),
    _row("bidding.markup_rule", "bidding.markup_step", "mean_price_over_ceiling mean_margin_group", "step", "best_response"),
)  # fmt: skip
"""The switches of mechanisms and the rival rules, with the outcomes each should move."""


def lever_row(leaf: Leaf) -> Mechanism:
    """A lever as the registry declares it, with the outcomes it should move."""
    about = leaf.about
    beside = str(about["beside"]) or leaf.path
    return _row(leaf.path, beside, str(about["moves"]), about["on"], about["off"])


LEVERS: tuple[Mechanism, ...] = tuple(lever_row(leaf) for leaf in leaves(World) if leaf.is_lever)
"""What councils or governments could set, with the outcomes each should move."""
MECHANISMS: tuple[Mechanism, ...] = (*_MECHANISMS, *LEVERS)
"""Every switch and lever that is measured."""

TOGETHER = {"scoring.price_weight": {"scoring.quality_weight": {0.6: 0.3, 0.4: 0.5}}}
"""What must be set with a lever so that the world stays sound."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One designated outcome under one switch, on less off, over pairs of runs."""

    mechanism: Mechanism
    outcome: str
    on: float
    off: float
    difference: Interval

    @property
    def is_never(self) -> bool:
        """Whether the two runs of every pair gave the very same value."""
        return self.difference.estimate == self.difference.low == self.difference.high == 0

    @property
    def is_moved(self) -> bool:
        """Whether the interval leaves out nought."""
        found = self.difference
        return found.is_known and (found.low > 0 or found.high < 0)

    @property
    def strength(self) -> float:
        """Distance from nought in half-widths of the interval."""
        reach = (self.difference.high - self.difference.low) / 2
        if not math.isfinite(reach):
            return -1.0
        if not reach:
            return math.inf if self.is_moved else 0.0
        return abs(self.difference.estimate) / reach


def settings_for(mechanism: Mechanism, *, on: bool) -> dict[str, Any]:
    """What to set so that a mechanism is on, or off."""
    value = mechanism.on if on else mechanism.off
    others = TOGETHER.get(mechanism.switch, {})
    return {mechanism.switch: value} | {path: by[value] for path, by in others.items()}


def measure(
    world: World,
    years: int,
    seeds: Sequence[int],
    workers: int,
    rows: Sequence[Mechanism] | None = None,
) -> list[Effect]:
    """Designated effects in a world: each switch turned from where the world has it.

    rows: which switches; all of them if not said.
    """
    from joblib import Parallel, delayed

    rows = MECHANISMS if rows is None else rows
    arms: list[dict[str, Any]] = [{}]
    for mechanism in rows:
        is_on = value_at(world, mechanism.switch) == mechanism.on
        arms.append(settings_for(mechanism, on=not is_on))
    jobs = [(arm, seed) for arm in arms for seed in seeds]
    results = Parallel(n_jobs=workers, backend="loky", return_as="generator")(
        delayed(_outcomes)(world, settings, years, seed) for settings, seed in jobs
    )
    made: list[dict[str, float]] = []
    for outcomes in results:
        made.append(outcomes)
        if len(made) % len(seeds) == 0:
            warn(f"{len(made)} of {len(jobs)} runs")
    runs = [made[place : place + len(seeds)] for place in range(0, len(made), len(seeds))]
    base, turned = runs[0], runs[1:]
    found: list[Effect] = []
    for mechanism, other in zip(rows, turned, strict=True):
        is_on = value_at(world, mechanism.switch) == mechanism.on
        with_it, without = (base, other) if is_on else (other, base)
        found += _compared(mechanism, with_it, without)
    return found


def _outcomes(world: World, settings: dict[str, Any], years: int, seed: int) -> dict[str, float]:
    from sim.model.one_run import run

    turned = vary(world, settings, set_by="effects") if settings else world
    outcomes = run(turned, seed=seed, years=years, detail="study").outcomes
    return {str(name): float(value) for name, value in outcomes.items()}


def _compared(
    mechanism: Mechanism, on: list[dict[str, float]], off: list[dict[str, float]]
) -> Iterable[Effect]:
    confidence = 1 - (1 - CONFIDENCE) / len(mechanism.outcomes)
    for outcome in mechanism.outcomes:
        first, second = ([one[outcome] for one in runs] for runs in (on, off))
        difference = paired_difference(first, second, confidence)
        yield Effect(mechanism, outcome, _mean(first), _mean(second), difference)


def _mean(values: list[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(np.mean(known)) if known else math.nan


def strongest(effects: Sequence[Effect], mechanism: Mechanism) -> Effect:
    """Of the designated outcomes of a mechanism, the one furthest from nought."""
    return max(
        (effect for effect in effects if effect.mechanism == mechanism), key=lambda e: e.strength
    )


def as_text(effects: Sequence[Effect], how: str) -> str:
    """The table in Markdown."""
    meanings = _meanings()
    rows = [
        _told(strongest(effects, mechanism), meanings[mechanism.switch]) for mechanism in MECHANISMS
    ]
    moved = sum(strongest(effects, mechanism).is_moved for mechanism in MECHANISMS)
    silent = [m.switch for m in MECHANISMS if strongest(effects, m).is_never]
    head = [
        HEADING,
        "",
        f"Made by `{how}`. Each switch is turned on and off in pairs of runs that share their seed; for each, one to three",
        "outcomes were named before any run (`docs/make/effects.py`), and the one that moved furthest is shown, with its 95% interval",
        f"over luck (allowing for the choice). {moved} of {len(MECHANISMS)} switches moved an outcome beyond chance; a longer or larger run may show more.",
        f"Nothing at all moved under {', '.join(f'`{name}`' for name in silent)}." if silent else "Every switch changed something.",
        "",
        "| mechanism | switch | parameters | outcome | off | on | on less off (95%) |",
        "|---|---|---|---|---:|---:|---|",
    ]  # fmt: skip
    return "\n".join([*head, *rows, ""])


def _told(effect: Effect, meaning: str) -> str:
    mechanism, found = effect.mechanism, effect.difference
    parameters = ", ".join(f"`{path}`" for path in mechanism.parameters)
    switch = f"`{mechanism.switch}`"
    if not isinstance(mechanism.on, bool):
        switch += f" ({_figure(mechanism.off)} or {_figure(mechanism.on)})"
    span = f"{_figure(found.estimate)} ({_figure(found.low)} to {_figure(found.high)})"
    if effect.is_never:
        span = NEVER_MOVED
    elif not effect.is_moved:
        span = f"{NOTHING}: {span}"
    return f"| {meaning} | {switch} | {parameters} | `{effect.outcome}`, {end_unit(effect.outcome)} | {_figure(effect.off)} | {_figure(effect.on)} | {span} |"


def _figure(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or not math.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004


def _meanings() -> dict[str, str]:
    """The sentence of each parameter, by path."""
    return {leaf.path: leaf.info.description or "" for leaf in leaves(World)}


def write_csv(effects: Sequence[Effect], path: Path) -> None:
    """Every designated outcome, not only the strongest."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in effects:
            found, switch = one.difference, one.mechanism
            writer.writerow(
                [switch.switch, switch.off, switch.on, one.outcome, one.off, one.on]
                + [found.estimate, found.low, found.high, round(found.confidence, 4), found.runs]
                + [one.is_moved]
            )


def _in_words(one: Effect) -> str:
    """One effect as a line on the screen."""
    found = one.difference
    span = f"{_figure(found.estimate)} ({_figure(found.low)} to {_figure(found.high)})"
    moved = "beyond chance" if one.is_moved else "not beyond chance"
    return f"{one.outcome}: {_figure(one.off)} off, {_figure(one.on)} on; {span}, {moved}"


def main() -> None:
    """Measure every effect, and write the table as Markdown and, beside it, as CSV."""
    parser = argparse.ArgumentParser(description="Measure what each mechanism and lever does.")
    parser.add_argument("--world", default="england", help="scenario: name or file")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--seeds", type=int, default=6, help="pairs of runs for each switch")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("docs/effects.md"))
    parser.add_argument("--only", help="measure this switch alone, print it and write nothing")
    asked = parser.parse_args()
    rows = [row for row in MECHANISMS if asked.only in (None, row.switch)]
    if not rows:
        parser.error(f"{asked.only} is no switch or lever; docs/mechanisms.md lists them")
    if not asked.only:
        refuse_other_page(asked.out, HEADING)
        refuse_other_page(asked.out.with_suffix(".csv"), ",".join(COLUMNS))
    seeds = range(1, asked.seeds + 1)
    effects = measure(load(asked.world), asked.years, seeds, asked.workers, rows)
    if asked.only:
        for one in effects:
            say(_in_words(one))
        return
    how = f"python -m docs.make.effects --world {asked.world} --years {asked.years} --seeds {asked.seeds}"
    asked.out.write_text(as_text(effects, how), encoding="utf-8")
    write_csv(effects, asked.out.with_suffix(".csv"))


if __name__ == "__main__":
    main()
