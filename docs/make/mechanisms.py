"""Every switch and lever, with the outcomes that it should move.

The outcomes are named here before any run, three at most, so that none is fished out afterwards.
"""

# ruff: noqa: E501 (a table of assumptions: a line is a row)

from dataclasses import dataclass
from typing import Any

from sim.registry.walk import Leaf, leaves
from sim.registry.world import World


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
    _row("mechanisms.time_freed", "staff.time_freed", "mean_leaving_mutual mean_quality_mutual"),
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
    _row("mechanisms.stopping", "services.*.stopping", "mean_stopped mean_jobs_lost mean_mutuals_alive"),
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
    _row("scoring.quality_seen", "scoring.noise", "mean_incumbents_kept_share mean_margin_group mean_awards_group", "with_error", "exactly"),
    _row("mechanisms.incumbency", "scoring.incumbency scoring.local_knowledge", "mean_incumbents_kept_share mean_share_local"),
    # who runs what
    _row("mechanisms.interest", "services.*.group_interest services.*.group_least_value services.*.small_interest services.*.mutual_interest", "mean_share_group mean_bidders mean_share_in_house"),
    _row("mechanisms.local_bodies", "services.*.local_bodies", "mean_bidders.youth mean_single_bid_share mean_external_share"),
    _row("mechanisms.giving", "services.*.charity_grants services.*.charity_volunteers kinds.small.giving_spread", "mean_share_small mean_bidders.youth mean_share_group"),
    _row("mechanisms.wish_to_grow", "services.*.wish_to_grow", "mean_bidders mean_share_group mean_margin_group"),
    _row("mechanisms.growth_cost", "bidding.span bidding.span_cost bidding.capital_return services.*.capital_per_post", "mean_price_over_ceiling mean_share_group mean_margin_small"),
    # cost and money
    _row("mechanisms.size_overhead", "costs.overhead costs.overhead_size costs.overhead_elasticity costs.overhead_most", "mean_margin_small mean_margin_mutual mean_margin_group"),
    _row("mechanisms.overhead_cliff", "costs.overhead_lag", "mean_margin_small mean_margin_mutual mean_insolvencies"),
    _row("mechanisms.stranded_cost", "costs.recharge costs.stranded_share costs.stranded_months", "mean_public_cost"),
    _row("mechanisms.outside_income", "spin_outs.outside_income spin_outs.outside_income_later spin_outs.outside_margin spin_outs.growth_months", "mean_margin_mutual mean_mutuals_alive"),
    _row("mechanisms.customers", "mutuals spin_outs.outside_margin own_work.customers_pay own_work.customer_value own_work.customer_loyalty own_work.council_votes own_work.least_customers", "mean_margin_mutual mean_mutuals_alive"),
    _row("mechanisms.customer_membership", "own_work.loyalty_gap own_work.joining own_work.customer_members", "mean_margin_mutual mean_mutuals_alive"),
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
    _row("mechanisms.spin_outs", "spin_outs.rate spin_outs.later_rate spin_outs.push_months spin_outs.taste_spread spin_outs.most_lots spin_outs.most_value spin_outs.staff_started spin_outs.vote_voice spin_outs.vote_fear spin_outs.vote_union spin_outs.first_price services.*.spin_out_factor services.*.opening_factor services.*.customers_share", "mean_mutuals_alive mean_share_mutual"),
    # rival rules
    _row("staff.rival_pay", "staff.vacancy_pay_response", "mean_leaving_rate mean_vacancy_share"),
    _row("bidding.mutual_aims_at", "kinds.mutual.markup_floor kinds.mutual.reserve_weeks quality.shortfall", "mean_margin_mutual mean_awards_mutual mean_quality_mutual", "jobs", "surplus"),
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


def settings_for(mechanism: Mechanism, *, on: bool) -> dict[str, Any]:
    """What to set so that a mechanism is on, or off."""
    value = mechanism.on if on else mechanism.off
    others = TOGETHER.get(mechanism.switch, {})
    return {mechanism.switch: value} | {path: by[value] for path, by in others.items()}
