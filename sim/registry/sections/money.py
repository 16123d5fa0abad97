"""Assumptions about cost, finance, distress and takeover."""

from sim.registry.fields import Section, number, switch

SHARE = (0, 1)


class Costs(Section):
    """What it costs to run a service."""

    overhead: float = number(
        0.12,
        (0.08, 0.33),
        "share of direct cost",
        "Overhead at the reference size.",
        within=(0, 2),
        basis="estimated",
        source="E113",
    )
    overhead_size: float = number(
        4.0e6, (2e6, 8e6), "GBP per year", "Direct cost of the reference size.", within=(1e3, 1e12)
    )
    overhead_elasticity: float = number(
        -0.1,
        (-0.2, 0.0),
        "elasticity",
        "How overhead falls with size.",
        within=(-1, 0),
        basis="estimated",
        source="E116",
    )
    overhead_most: float = number(
        0.25,
        (0.2, 0.33),
        "share of direct cost",
        "Highest overhead share of a small provider.",
        within=(0, 3),
        basis="estimated",
        source="E113",
    )
    overhead_lag: float = number(
        12,
        (6, 24),
        "months",
        "Time that overhead takes to fall after a contract is lost: the cliff.",
        within=(1, 120),
        basis="estimated",
        source="E116",
    )
    recharge: float = number(
        0.12,
        (0.08, 0.20),
        "share of direct cost",
        "Central charge on council teams.",
        within=(0, 2),
    )
    stranded_share: float = number(
        0.5,
        (0.25, 0.75),
        "share of recharge",
        "Recharge that stays with the council after a spin-out.",
        within=SHARE,
    )
    stranded_months: int = number(
        36, (24, 48), "months", "How long stranded cost lasts.", within=(0, 240)
    )
    client_side: float = number(
        0.02, (0.01, 0.04), "share of price", "Council's cost of managing a contract.", within=SHARE
    )


class Finance(Section):
    """Borrowing, paying out, and failing."""

    group_debt: float = number(
        4.0,
        (2.0, 6.0),
        "years of earnings",
        "Opening debt of private groups, and what they pay down to.",
        within=(0, 20),
        basis="estimated",
        source="E27 E29 E31",
    )
    interest: float = number(0.08, (0.05, 0.11), "per year", "Interest on debt.", within=SHARE)
    payout_weeks: float = number(
        4,
        (2, 8),
        "weeks of cost",
        "Cash a private group keeps before repaying and paying out.",
        within=(0, 260),
    )
    credit_weeks: float = number(
        4,
        (2, 8),
        "weeks of cost",
        "Credit line of a provider that is not a group.",
        within=(0, 260),
        basis="estimated",
        source="E119",
    )
    group_debt_limit: float = number(
        6.0,
        (5.0, 8.0),
        "years of earnings",
        "Debt beyond which lenders call in a group, and the most a deal may leave.",
        within=(0, 50),
        basis="estimated",
        source="E106",
    )
    small_kept_share: float = number(
        0.5,
        (0.2, 1),
        "share of surplus",
        "Surplus that a small firm keeps; charities keep all.",
        within=SHARE,
    )
    surplus_floor_weeks: float = number(
        6,
        (2, 13),
        "weeks of cost",
        "Reserves below which a mutual or small firm pays nothing out.",
        within=(0, 260),
        basis="estimated",
        source="E119",
    )
    overhead_cut: float = number(
        0.10, (0.05, 0.2), "share of overhead", "Overhead cut in distress.", within=SHARE
    )
    uplift: float = number(
        0.05,
        (0.02, 0.1),
        "share of price",
        "Price rise asked of the council in distress, up to the ceiling.",
        within=SHARE,
    )
    uplift_chance: float = number(
        0.5, (0.2, 0.8), "share", "Chance that the council agrees.", within=SHARE
    )
    uplift_times: int = number(2, (1, 3), "times", "How often a provider may ask.", within=(0, 100))
    handback_loss: float = number(
        0.10,
        (0.05, 0.2),
        "share of price",
        "Loss on a lot at which a provider in distress hands it back.",
        within=SHARE,
    )
    step_in_cost: float = number(
        0.07,
        (0.02, 0.10),
        "share of yearly price",
        "Council's cost of stepping in when a provider fails.",
        within=(0, 5),
        basis="estimated",
        source="E115",
    )
    relet_months: int = number(
        3,
        (1, 6),
        "months",
        "Without a provider of last resort, time to re-let before staff are redundant.",
        within=(1, 60),
    )


class Takeovers(Section):
    """Who buys whom, at what price, and who can say no."""

    looks_a_year: float = number(
        1.0,
        (0.5, 4.0),
        "looks per year",
        "Targets that each group, and each large non-profit, looks at.",
        within=(0, 100),
    )
    candidates: int = number(
        5, (3, 10), "targets", "Targets compared at each look.", within=(1, 100)
    )
    least_age_months: int = number(
        12, (6, 24), "months", "Age from which an independent can be looked at.", within=(0, 240)
    )
    owner_willing: float = number(
        0.5,
        (0.2, 0.8),
        "share",
        "Chance that the owner of a small firm is willing.",
        within=SHARE,
        basis="estimated",
        source="E26 E111",
    )
    multiple: float = number(
        5.0,
        (4.0, 6.0),
        "years of earnings",
        "Price of a small provider.",
        within=(0, 50),
        basis="measured",
        source="E106",
    )
    contract_worth: float = number(
        0.10,
        (0.05, 0.15),
        "share of remaining value",
        "Least price for the contracts a target holds.",
        within=SHARE,
    )
    buyer_multiple: float = number(
        11.0,
        (8.0, 14.0),
        "years of earnings",
        "Most a platform pays for earnings at its own costs.",
        within=(0, 50),
        basis="measured",
        source="E107",
    )
    control_risk: float = number(
        0.2,
        (0.0, 0.5),
        "share",
        "Chance that a council ends the contract when control changes.",
        within=SHARE,
    )
    gain_shared: float = number(
        0.2,
        (0.0, 0.5),
        "share of gain",
        "Part of the buyer's gain that the seller gets.",
        within=SHARE,
    )
    mutual_share: float = number(
        0.0,
        (0.0, 0.5),
        "share of looks",
        "Looks that are drawn among mutuals alone (for studies of hazard).",
        within=SHARE,
    )
    vote_offer: float = number(
        0.5,
        (0.2, 1.0),
        "log-odds per 1,000 GBP a head",
        "Pull of the offer on members.",
        within=(0, 20),
    )
    vote_distress: float = number(
        2.0, (1, 4), "log-odds", "Pull of distress on members.", within=(0, 20)
    )
    vote_commitment: float = number(
        6.0,
        (3, 10),
        "log-odds per commitment",
        "Weight of commitment against a sale.",
        within=(0, 100),
    )
    vote_voice: float = number(
        1.5, (0.5, 3), "log-odds", "Weight of a strong voice against a sale.", within=(0, 20)
    )
    stake_creep: float = number(
        0.10,
        (0.0, 0.3),
        "per year",
        "Rate at which a private partner raises its stake.",
        within=(0, 12),
        basis="estimated",
        source="E62",
    )
    stake_step: float = number(
        0.10,
        (0.05, 0.2),
        "share",
        "Size of one such rise.",
        within=SHARE,
        basis="estimated",
        source="E62",
    )
    partner_cap: float = number(
        1.0,
        (0.25, 1.0),
        "share",
        "Highest stake that a private partner may hold.",
        within=SHARE,
        basis="measured",
        source="E62",
    )
    group_turnover: float = number(
        20.0e6,
        (10e6, 40e6),
        "GBP per year",
        "Turnover past which any firm counts as a private group.",
        within=(1e5, 1e12),
    )
    nonprofit_turnover: float = number(
        8.0e6,
        (4e6, 16e6),
        "GBP per year",
        "Turnover from which a charity or locked mutual takes others over.",
        within=(1e5, 1e12),
    )


class Mechanisms(Section):
    """Every mechanism can be switched off, and the model still runs."""

    commitment: bool = switch(True, "Commitment moves with voice, fairness, security and workload.")
    voice: bool = switch(True, "Members' voice raises commitment.")
    unfairness: bool = switch(True, "Two tiers of terms side by side lower commitment.")
    insecurity: bool = switch(True, "The end of a contract lowers commitment.")
    workload: bool = switch(True, "Uncovered vacancies lower commitment.")
    transfer_shock: bool = switch(True, "A transfer lowers commitment at once.")
    leaving: bool = switch(True, "Staff leave.")
    pay_pull: bool = switch(True, "Reward over the going reward keeps people and fills posts.")
    hiring: bool = switch(True, "Vacant posts are filled.")
    agency: bool = switch(True, "Agency staff cover vacancies at a premium.")
    new_terms: bool = switch(True, "Outside providers may offer new staff less than council terms.")
    budgets: bool = switch(True, "Budgets and need change, and posts with them.")
    cuts_passed_on: bool = switch(True, "Contracts let councils pass cuts on.")
    redundancy: bool = switch(True, "Posts cut cost redundancy pay.")
    market_testing: bool = switch(True, "Councils put in-house lots to market.")
    insourcing: bool = switch(True, "Councils may take a lot back when a contract ends.")
    extensions: bool = switch(True, "Good holders are extended.")
    standing: bool = switch(True, "Bidders need turnover in proportion to the contract.")
    reach: bool = switch(
        True, "Small providers and mutuals bid only at home and in neighbouring councils."
    )
    bid_teams: bool = switch(True, "New bids are limited by the size of bid teams.")
    bid_costs: bool = switch(True, "Bids cost money, won or lost.")
    cost_error: bool = switch(True, "Bidders estimate cost with error.")
    best_markups: bool = switch(
        True,
        "Markups answer the published weights and expected rivals; off, everyone asks its least markup.",
    )
    foothold: bool = switch(True, "Private groups may bid below cost for a foothold.")
    seen_quality: bool = switch(True, "Councils see quality with error; off, without.")
    incumbency: bool = switch(True, "Holders and locals have an advantage.")
    mobilisation: bool = switch(True, "Winners can take on only so many posts at once.")
    size_overhead: bool = switch(
        True, "Overhead falls with size; off, all pay the reference share."
    )
    overhead_cliff: bool = switch(True, "Overhead falls only slowly after a loss.")
    stranded_cost: bool = switch(
        True, "Part of the recharge stays with the council after a spin-out."
    )
    outside_income: bool = switch(True, "Mutuals earn something outside council contracts.")
    debt: bool = switch(True, "Private groups carry debt.")
    payout: bool = switch(True, "Surplus is shared and paid out at year end.")
    distress: bool = switch(True, "Providers short of cash cut, ask, hand back and fail.")
    takeovers: bool = switch(True, "Groups and large non-profits take others over.")
    partner_creep: bool = switch(True, "Private partners raise their stakes.")
    distress_mergers: bool = switch(
        True, "Bodies in distress look for a locked body to merge with."
    )
    entry: bool = switch(True, "New small providers enter where margins are high.")
    spin_outs: bool = switch(True, "Staff spin out of councils as mutuals.")
    quality: bool = switch(True, "Quality moves with staff and price.")
    customers: bool = switch(True, "Customers' mutuals trade with their members.")
    customer_membership: bool = switch(
        True, "Customers may be members, who renew more readily; off, they only buy."
    )
    grants: bool = switch(True, "Funders may grant again when a grant ends.")
    other_members: bool = switch(True, "Members who are not staff have their votes at a sale.")
    commissioning: bool = switch(
        True, "Commissioning mutuals pass money and work on to small providers near by."
    )
