"""Assumptions about the market: what is let, who may bid, at what price, and who wins."""

from typing import Literal

from sim.registry.fields import Section, choice, lever, number, switch

SHARE = (0, 1)


class Market(Section):
    """What councils let, for how long, and what they take back."""

    contract_months: int = lever(
        number(
            48,
            (36, 60),
            "months",
            "Length of a contract before any extension.",
            within=(6, 600),
            basis="measured",
            source="E72 E73",
        ),
        moves="mean_tenders mean_mutuals_alive mean_share_mutual",
        beside="market.term_jitter_months market.first_contract_factor",
        compared=(48, 120),
    )
    extension_months: int = number(
        24,
        (0, 60),
        "months",
        "Extension the contract allows once.",
        within=(0, 240),
        basis="measured",
        source="E72 E73",
    )
    term_jitter_months: int = number(
        0, (0, 6), "months", "Contracts are let for up to this much more or less.", within=(0, 60)
    )
    notice_months: int = lever(
        number(
            4,
            (3, 9),
            "months",
            "Time from award to transfer; the incumbent holds over.",
            within=(1, 24),
        ),
        moves="mean_tenders mean_incumbents_kept_share",
        beside="market.no_bid_extension_months",
        compared=(4, 9),
    )
    first_contract_factor: float = number(
        1.0,
        (0.75, 1.25),
        "factor",
        "A mutual's first term over the usual one.",
        within=(0.1, 5),
        basis="estimated",
        source="E63",
    )
    extend_quality: float = number(
        0.5,
        (0.4, 0.6),
        "quality 0 to 1",
        "Quality at which half of the possible extensions are given.",
        within=SHARE,
    )
    extend_steepness: float = number(
        12,
        (4, 30),
        "log-odds per quality",
        "How sharply extension follows quality.",
        within=(0, 200),
    )
    testing_rate: float = number(
        0.06,
        (0.0, 0.12),
        "per year",
        "Rate at which an in-house lot is put to market.",
        within=(0, 5),
    )
    testing_surge: float = number(
        2.0, (1, 3), "factor", "Rate of market testing until 2016 over later years.", within=(0, 20)
    )
    surge_months: int = number(
        36,
        (24, 48),
        "months",
        "How long the surge of market testing and spin-outs lasts.",
        within=(0, 600),
    )
    insourcing_level: float = number(
        0.25, (0.1, 0.4), "share of lettings",
        "Scales every service's chance of insourcing together; 0.25 leaves them as listed.",
        within=SHARE, basis="estimated", source="E86",
    )  # fmt: skip
    insource_price: float = number(
        5,
        (2, 10),
        "log-odds per share of ceiling",
        "Effect on insourcing of a best bid above in-house cost (k1).",
        within=(0, 50),
    )
    insource_quality: float = number(
        3,
        (1, 6),
        "log-odds per quality",
        "Effect on insourcing of the holder's quality (k2).",
        within=(0, 50),
    )
    taste_spread: float = number(
        0.7,
        (0.3, 1.2),
        "log-odds",
        "Spread between councils of the taste for in-house.",
        within=(0, 5),
    )
    no_bid_raise: float = number(
        0.05, (0.0, 0.1), "share of ceiling", "Rise of the ceiling when nobody bids.", within=SHARE
    )
    no_bid_extension_months: int = number(
        12, (6, 24), "months", "Extension of the holder when nobody bids.", within=(1, 120)
    )
    no_bid_tries: int = number(
        2, (1, 3), "lettings", "Lettings without a bid before a lot goes in-house.", within=(1, 20)
    )
    budget_years: int = number(
        10,
        (5, 15),
        "years",
        "Years after which budgets stop falling.",
        within=(0, 100),
        basis="estimated",
        source="E87",
    )
    region_least_lots: int = number(
        3,
        (2, 6),
        "lots",
        "Lots a region needs for the drift null to be drawn in it.",
        within=(1, 1000),
    )


class Bidding(Section):
    """Who bids, how often, and at what price."""

    standing: float = number(
        0.5,
        (0.0, 2.0),
        "turnover per value",
        "Turnover a bidder needs for each pound of yearly value.",
        within=(0, 20),
        basis="estimated",
        source="E91 E78",
    )
    entrant_equity_limit: float = number(
        1.0e6,
        (0.5e6, 1.5e6),
        "GBP per year",
        "Largest contract an entrant's own capital vouches for.",
        within=(0, 1e9),
    )
    surety: float = lever(
        number(
            0.0,
            (0.0, 0.1),
            "share of yearly value",
            "Money a bidder must set aside as surety.",
            within=SHARE,
            basis="estimated",
            source="E91",
        ),
        moves="mean_bidders mean_awards_small mean_awards_mutual",
        beside="kinds.*.reserve_weeks",
        compared=(0.0, 0.1),
    )
    group_turnover_per_bid: float = number(
        16.0e6,
        (2.0e6, 25.0e6),
        "GBP per quarterly bid",
        "Turnover that pays for one more bid a quarter in a private group; set so that a tender draws about three bids (E76).",
        within=(1e4, 1e12),
    )
    fit_spread: float = number(
        0.5,
        (0.3, 0.8),
        "log standard deviation",
        "How differently bidders see the fit of a tender.",
        within=(0, 5),
    )
    bid_cost: float = number(
        6000,
        (3000, 20000),
        "GBP per bid",
        "Cost of one bid, won or lost.",
        within=(0, 1e7),
        basis="measured",
        source="E75",
    )
    cost_error: float = number(
        0.05,
        (0.02, 0.10),
        "share of cost",
        "Error of a bidder's estimate of cost (standard deviation).",
        within=SHARE,
    )
    own_cost_error: float = number(
        0.02,
        (0.0, 0.05),
        "share of cost",
        "Error of a holder's estimate of its own cost.",
        within=SHARE,
    )
    markup_smoothing: float = number(
        0.3,
        (0.1, 1.0),
        "share",
        "How far one tender moves a provider's markup to its best response.",
        within=SHARE,
    )
    markup_most: float = number(
        0.40, (0.25, 0.6), "share of cost", "Highest markup considered.", within=(0.01, 5)
    )
    markup_steps: int = number(21, (11, 41), "points", "Markups compared.", within=(3, 400))
    markup_rule: Literal["best_response", "step"] = choice(
        "best_response",
        "How markups are set: best response to the published weights, or up after wins and down after losses.",
    )
    markup_step: float = number(
        0.01, (0.005, 0.02), "share of cost", "Step of the rival markup rule.", within=SHARE
    )
    foothold: float = number(
        0.03,
        (0.0, 0.1),
        "share of value",
        "Worth to a private group of a foothold, beyond this contract.",
        within=SHARE,
    )
    foothold_budget: float = number(
        0.02,
        (0.0, 0.05),
        "share of turnover",
        "Expected loss a private group allows itself to buy share.",
        within=SHARE,
    )
    holder_stretch: float = number(
        0.05,
        (0.0, 0.1),
        "share of ceiling",
        "A small or mutual holder bids the ceiling if its estimate is no further above it.",
        within=SHARE,
    )
    belief_half_life: float = number(
        6, (3, 18), "months", "Memory of bidders for prices and numbers of bids.", within=(0.5, 120)
    )
    mobilisation: float = number(
        0.25,
        (0.10, 0.50),
        "share of posts per quarter",
        "Posts a provider can take on in a quarter.",
        within=(0, 10),
    )
    mobilisation_least: int = number(
        30,
        (15, 60),
        "posts per quarter",
        "Posts any provider can take on in a quarter.",
        within=(0, 10000),
    )


class Scoring(Section):
    """How councils choose."""

    price_weight: float = lever(
        number(
            0.4,
            (0.1, 0.7),
            "weight",
            "Mean weight of price.",
            within=SHARE,
            basis="measured",
            source="E74",
        ),
        moves="mean_price_over_ceiling mean_quality",
        beside="scoring.price_weight_spread",
        compared=(0.4, 0.6),
    )
    price_weight_spread: float = number(
        0.1,
        (0.0, 0.15),
        "weight",
        "Spread of the price weight between councils (standard deviation).",
        within=SHARE,
        basis="estimated",
        source="E74",
    )
    social_weight: float = number(
        0.1,
        (0.0, 0.2),
        "weight",
        "Weight of social value.",
        within=SHARE,
        basis="measured",
        source="E74",
    )
    quality_weight: float = number(
        0.5,
        (0.2, 0.8),
        "weight",
        "Mean weight of quality; the three weights sum to 1.",
        within=SHARE,
        basis="measured",
        source="E74",
    )
    local_knowledge: float = number(
        0.05,
        (0.0, 0.1),
        "quality scale",
        "Advantage of a provider at home in the council.",
        within=SHARE,
    )
    incumbency: float = number(
        0.05, (0.0, 0.1), "quality scale", "Advantage of the holder.", within=SHARE
    )
    noise: float = number(
        0.10,
        (0.04, 0.12),
        "quality scale",
        "Error with which quality is seen (standard deviation); set within its range so that groups earn at least five per cent (E27 E30).",
        within=(0.0001, 1),
    )


class Policy(Section):
    """What government and councils can change: the levers."""

    two_tier_code: bool = lever(
        switch(
            False,
            "New staff must get terms no less favourable than those transferred.",
            source="E102",
        ),
        moves="mean_new_terms_share mean_leaving_new_staff mean_margin_group",
        beside="kinds.*.pay_offer",
    )
    pension_guarantee: bool = lever(
        switch(
            False,
            "New staff of any provider may join the council pension scheme, at the provider's cost.",
        ),
        moves="mean_reward_gap mean_leaving_new_staff mean_margin_group",
        beside="kinds.*.pension_offer staff.council_pension",
    )
    bundles: float = lever(
        number(
            0.0,
            (0.0, 1.0),
            "share of lettings",
            "Lettings in which a council puts together its lots that end soon.",
            within=SHARE,
            basis="estimated",
            source="E90",
        ),
        moves="mean_tenders mean_bidders mean_share_group",
        beside="policy.bundle_window_months policy.bundle_scope",
        compared=(0.0, 0.5),
    )
    bundle_window_months: int = number(
        24, (12, 36), "months", "How far ahead lots are drawn into a bundle.", within=(0, 240)
    )
    bundle_scope: Literal["service", "council", "region"] = choice(
        "service",
        "What is bundled: one service, all services of a council, or one service of a region's councils.",
    )
    shortlist_of_one: bool = lever(
        switch(
            True,
            "Spin-outs are awarded their first contract by a shortlist of one, unless challenged.",
            source="E85",
        ),
        moves="mean_mutuals_alive mean_share_mutual",
        beside="policy.challenge_cost policy.prior_consultation",
    )
    challenge_cost: float = number(
        20000,
        (5000, 60000),
        "GBP",
        "Legal cost of a challenge; a rival challenges if it expects to gain more.",
        within=(0, 1e8),
    )
    prior_consultation: float = number(
        0.5,
        (0.0, 0.9),
        "share",
        "Part of possible challenges that talking to rivals beforehand avoids.",
        within=SHARE,
    )
    reserved: float = lever(
        number(
            0.0,
            (0.0, 1.0),
            "share of lettings",
            "Lettings of lots that a mutual holds which are reserved for mutuals.",
            within=SHARE,
            basis="measured",
            source="E80 E81 E82",
        ),
        moves="mean_mutuals_alive mean_share_mutual mean_incumbents_kept_share",
        beside="policy.reserved_most_months policy.reserved_pause_months",
        compared=(0.0, 1.0),
    )
    reserved_most_months: int = number(
        36,
        (36, 60),
        "months",
        "Longest reserved contract.",
        within=(1, 240),
        basis="measured",
        source="E81 E82",
    )
    reserved_pause_months: int = number(
        36,
        (36, 36),
        "months",
        "Time before the same body may have another reserved contract.",
        within=(0, 600),
        basis="measured",
        source="E81",
    )
    support: bool = lever(
        switch(True, "The support programme pays grants and mentors to new mutuals.", source="E59"),
        moves="mean_margin_mutual mean_mutuals_alive",
        beside="policy.support_grant policy.mentor_relief policy.mentor_months policy.support_until_month policy.support_budget policy.mentors",
    )
    support_grant: float = number(
        40000,
        (10000, 60000),
        "GBP",
        "Grant to a new mutual.",
        within=(0, 1e8),
        basis="measured",
        source="E59",
    )
    mentor_relief: float = number(
        0.3,
        (0.1, 0.5),
        "share",
        "Cut of a mentored mutual's bid cost, and a tenth of that of its overhead.",
        within=SHARE,
    )
    mentor_months: int = number(
        24, (12, 36), "months", "How long mentoring lasts.", within=(0, 240)
    )
    support_until_month: int = number(
        36, (24, 60), "months", "End of the support programme.", within=(0, 600)
    )
    support_budget: float = number(
        1.0e7,
        (1e6, 2e7),
        "GBP",
        "Money the support programme has for grants in all.",
        within=(0, 1e12),
        basis="measured",
        source="E59",
    )
    mentors: int = number(
        400,
        (7, 400),
        "mutuals",
        "Most mutuals that are mentored at the same time; 400 is no limit.",
        within=(0, 400),
    )
    federation: bool = lever(
        switch(False, "Mutuals of a region share standing, bid team and overhead."),
        moves="mean_margin_mutual mean_awards_mutual",
        beside="policy.federation_relief",
    )
    federation_relief: float = number(
        0.2, (0.1, 0.4), "share", "Cut of overhead from sharing it in a federation.", within=SHARE
    )
    merger_control: float = lever(
        number(
            1.0,
            (0.0, 1.0),
            "share of service in region",
            "Share of a region's service above which a takeover is blocked; 1 blocks none, 0 all.",
            within=SHARE,
        ),
        moves="mean_takeovers_blocked_by_control mean_takeovers_done",
        compared=(1.0, 0.25),
    )
    synchronous_lettings: bool = lever(
        switch(False, "Contracts of a service end in the same month instead of staggered."),
        moves="mean_bidders mean_single_bid_share",
        beside="market.contract_months",
    )
    last_resort: bool = lever(
        switch(True, "The council takes back lots and staff of a failed provider.", source="E115"),
        moves="mean_step_in_cost mean_jobs_lost",
        beside="finance.step_in_cost finance.relet_months",
    )
    social_value_for_mutuals: float = lever(
        number(
            0.0,
            (0.0, 0.2),
            "weight",
            "Further weight of social value, taken from price.",
            within=SHARE,
            source="E74",
        ),
        moves="mean_awards_mutual mean_share_mutual mean_awards_group",
        beside="scoring.social_weight kinds.*.social_value",
        compared=(0.0, 0.1),
    )


class SpinOuts(Section):
    """How mutuals come about."""

    rate: float = number(
        0.04,
        (0.02, 0.08),
        "per council-year",
        "Rate of proposals while the policy push lasts.",
        within=(0, 5),
        basis="estimated",
        source="E52 E54 E69",
    )
    later_rate: float = number(
        0.01,
        (0.0, 0.03),
        "per council-year",
        "Rate of proposals afterwards.",
        within=(0, 5),
        basis="estimated",
        source="E55",
    )
    taste_spread: float = number(
        1.0,
        (0.5, 1.5),
        "log standard deviation",
        "Spread between councils of the taste for mutuals.",
        within=(0, 5),
    )
    most_lots: int = number(3, (1, 6), "lots", "Lots a spin-out takes.", within=(1, 100))
    staff_started: float = number(
        0.15,
        (0.05, 0.3),
        "share",
        "Spin-outs that staff, not managers, begin.",
        within=SHARE,
        basis="measured",
        source="E68",
    )
    vote_voice: float = number(
        2.0, (1, 4), "log-odds", "Pull of a voice on the staff vote.", within=(0, 20)
    )
    vote_fear: float = number(
        4.0,
        (2, 8),
        "log-odds per reward ratio",
        "Fear of worse terms for those who come later.",
        within=(0, 50),
    )
    vote_union: float = number(
        0.6, (0.0, 2), "log-odds", "Effect of union opposition on the vote.", within=(0, 20)
    )
    vote_staff_started: float = number(
        0.5, (0.0, 1.5), "log-odds", "Gain in the vote when staff began it.", within=(0, 20)
    )
    first_price: float = number(
        1.02,
        (1.0, 1.05),
        "factor on cost",
        "First price over the mutual's own expected cost, below the ceiling.",
        within=(0.5, 3),
    )
    opening_mutuals: int = number(
        18,
        (12, 30),
        "mutuals",
        "Children's mutuals already trading in England at the start, besides those named.",
        within=(0, 500),
        basis="estimated",
        source="E52",
    )
    outside_income: float = number(
        0.02,
        (0.0, 0.05),
        "share of turnover",
        "Outside income of a new mutual.",
        within=SHARE,
        basis="estimated",
        source="E60 E64",
    )
    outside_income_later: float = number(
        0.10,
        (0.0, 0.2),
        "share of turnover",
        "Outside income after five years.",
        within=SHARE,
        basis="estimated",
        source="E60 E64",
    )
    outside_margin: float = number(
        0.2,
        (0.05, 1.0),
        "share of outside income",
        "Outside income left after the cost of earning it.",
        within=(0, 1),
    )
    growth_months: int = number(
        60,
        (36, 96),
        "months",
        "Time in which outside income grows to its later level.",
        within=(1, 600),
    )
    productivity: float = number(
        0.0,
        (0.0, 0.05),
        "share of cost",
        "Cost saved because staff own the body.",
        within=(-0.5, 0.5),
        basis="measured",
        source="E56 E97 E98",
    )


class Twins(Section):
    """A mutual and its twin: which traits of a spun-out body are those of a small firm instead."""

    is_firm: bool = switch(
        False, "All of them: the spun-out body is a small firm in everything but its history."
    )
    voice: bool = switch(False, "No members' voice.")
    social_value: bool = switch(False, "The social value of a small firm.")
    markup_floor: bool = switch(False, "The least markup of a small firm.")
    appetite: bool = switch(
        False, "The bidding appetite of a small firm, and no caution away from home."
    )
    offer: bool = switch(False, "The terms a small firm offers new staff.")
    takeover_route: bool = switch(False, "Sold by its owner, with no vote and no lock.")
    surplus: bool = switch(False, "Keeps and pays out its surplus as a small firm does.")
    outside_income: bool = switch(False, "No outside income and no support programme.")


class Entry(Section):
    """New small providers."""

    rate: float = number(
        8,
        (2, 15),
        "per year and service in England",
        "Rate of entry at a five per cent margin and ease 1.",
        within=(0, 500),
        basis="estimated",
        source="E17",
    )
    margin_from: float = number(
        0.05,
        (0.02, 0.08),
        "share",
        "Margin above which entry begins, and the margin above it at which the rate is reached.",
        within=(0.001, 1),
    )
    bids_a_year: float = number(
        4, (2, 8), "bids per year", "Bids of an entrant in its first two years.", within=(0, 100)
    )
    idle_months: int = number(
        24,
        (12, 36),
        "months",
        "Time without a lot after which a small provider winds up.",
        within=(1, 600),
    )
