"""Assumptions about staff: what keeps them, what drives them out, how posts are filled."""

from sim.registry.fields import Section, lever, number, switch

SHARE = (0, 1)


class Staff(Section):
    """Staff who stay or leave, and the terms they work on."""

    council_pension: float = number(
        0.22, (0.21, 0.24), "share of pay", "Employer pension contribution on council terms.",
        within=SHARE, basis="measured", source="E101",
    )  # fmt: skip
    pull: float = number(
        1.5, (1.0, 2.5), "elasticity", "How strongly a better reward than the going one keeps people (a).",
        within=(0, 10), basis="estimated", source="E99",
    )  # fmt: skip
    commitment_on_leaving: float = number(
        0.10, (0.0, 0.2), "share", "Fall in the leaving rate from one standard deviation more commitment.",
        within=(0, 0.9), basis="estimated", source="E53 E97",
    )  # fmt: skip
    personal_spread: float = number(
        0.15,
        (0.05, 0.25),
        "commitment",
        "Standard deviation of commitment between people.",
        within=(0, 0.5),
    )
    base_commitment: float = number(
        0.5, (0.4, 0.6), "commitment", "Commitment of an average person.", within=SHARE
    )
    commitment_half_life: float = number(
        6,
        (3, 12),
        "months",
        "Time in which commitment moves half way to where it is heading.",
        within=(0.5, 120),
    )
    first_year_factor: float = number(
        1.5,
        (1.0, 2.0),
        "factor",
        "Leaving in the first year of a job over later years.",
        within=(1, 10),
    )
    voice: float = number(
        0.12, (0.0, 0.2), "commitment", "Gain in commitment from full membership with a full voice.",
        within=SHARE, basis="estimated", source="E53 E96 E97",
    )  # fmt: skip
    voice_full_members: float = number(
        10, (5, 20), "members", "Membership up to which voice is undiluted.", within=(1, 1000)
    )
    voice_dilution: float = number(
        0.3, (0.0, 0.5), "elasticity", "How fast voice thins as membership grows.", within=(0, 2)
    )
    staff_started_gain: float = number(
        0.05,
        (0.0, 0.1),
        "commitment",
        "Commitment with which a staff-started mutual begins above others.",
        within=SHARE,
    )
    unfairness: float = number(
        0.8, (0.2, 1.5), "commitment per reward ratio",
        "Commitment lost for each unit of the reward gap, weighted by the share of colleagues on the other terms.",
        within=(0, 10),
    )  # fmt: skip
    tier_gap: float = number(
        0.03, (0.01, 0.05), "reward ratio", "Gap above the employer's offer from which a person counts as on protected terms.",
        within=SHARE,
    )  # fmt: skip
    insecurity: float = number(
        0.1,
        (0.0, 0.2),
        "commitment",
        "Commitment lost when a contract is about to end.",
        within=SHARE,
        basis="estimated",
        source="E104",
    )
    insecurity_months: float = number(
        12, (6, 18), "months", "How long before the end insecurity is felt.", within=(1, 120)
    )
    workload: float = number(
        0.3,
        (0.1, 0.6),
        "commitment per share of posts",
        "Commitment lost for each share of posts left uncovered.",
        within=(0, 5),
    )
    transfer_shock: float = number(
        0.05, (0.0, 0.15), "commitment", "Commitment lost at once on a transfer to a private group; half that to others, none to the staff's own mutual.",
        within=SHARE,
    )  # fmt: skip
    harmonise_months: float = number(
        12,
        (6, 24),
        "months",
        "Time after which staff taken back are on council terms.",
        within=(0, 120),
    )
    vacancy_pay_response: float = number(
        0.3, (0.0, 0.6), "share of reward per share of posts",
        "How far vacancies above their opening level raise the going reward outside.",
        within=(0, 5),
    )  # fmt: skip
    rival_pay: bool = switch(
        False,
        "The going reward follows the market mean, raised by vacancies, instead of council reward.",
    )
    fill_elasticity: float = number(
        1.5,
        (0.5, 3),
        "elasticity",
        "How strongly a better offer fills vacancies.",
        within=(0, 10),
        basis="estimated",
        source="E99",
    )
    agency_cover: float = number(
        0.7,
        (0.5, 0.9),
        "share of vacancies",
        "Vacancies covered by agency staff.",
        within=SHARE,
        basis="estimated",
        source="E93",
    )
    agency_premium: float = number(
        1.3,
        (1.1, 1.6),
        "factor on reward",
        "Cost of agency cover over council reward.",
        within=(0.5, 5),
    )
    hiring_cost: float = number(
        0.15,
        (0.10, 0.4),
        "share of a year's pay",
        "Cost of filling one post.",
        within=(0, 2),
        basis="estimated",
        source="E105",
    )
    redundancy_pay: float = number(
        0.25, (0.1, 0.5), "years of reward", "Payment to a person whose post is cut.", within=(0, 3)
    )
    redeployed_share: float = number(
        0.3,
        (0.1, 0.5),
        "share",
        "Council staff whose post is cut and who are found another council job.",
        within=SHARE,
    )
    council_pays_redundancy: bool = lever(
        switch(False, "A contract clause makes the council pay for redundancies."),
        moves="mean_public_cost mean_margin_mutual mean_margin_small",
        beside="staff.redundancy_pay",
    )


class Quality(Section):
    """How the quality of a service follows from its staff."""

    start: float = number(
        0.6,
        (0.5, 0.7),
        "quality 0 to 1",
        "Quality at average commitment with no strain.",
        within=SHARE,
    )
    commitment: float = number(
        0.5,
        (0.2, 0.8),
        "quality per commitment",
        "Effect of commitment above average.",
        within=(0, 5),
    )
    vacancy: float = number(
        1.0,
        (0.5, 1.5),
        "quality per share of posts",
        "Loss from vacancies nobody covers.",
        within=(0, 5),
    )
    first_year: float = number(
        0.5,
        (0.2, 0.8),
        "quality per share of staff",
        "Loss from staff in their first year.",
        within=(0, 5),
    )
    shortfall: float = number(
        0.2,
        (0.0, 0.4),
        "quality per share of cost",
        "Loss when the price does not cover cost.",
        within=(0, 5),
    )
    provider_spread: float = number(
        0.08,
        (0.03, 0.12),
        "quality",
        "Lasting difference between providers (standard deviation).",
        within=SHARE,
    )
    half_life: float = number(
        9,
        (4, 18),
        "months",
        "Time in which quality moves half way to where it is heading.",
        within=(0.5, 120),
    )
    mutual_effect: float = number(
        0.0,
        (0.0, 0.05),
        "quality",
        "Direct effect of the mutual form on quality.",
        within=(-0.5, 0.5),
        basis="estimated",
        source="E97",
    )


class Voice(Section):
    """One legal form of a mutual: its voice, its lock, and what happens to its surplus."""

    voice: float = number(
        1.0, (0.5, 1.2), "factor", "Strength of members' voice in this form.", within=(0, 3)
    )
    kept_share: float = number(
        0.5, (0.3, 1), "share of surplus", "Surplus kept as reserves.", within=SHARE
    )
    members_share: float = number(
        0.5, (0, 0.5), "share of surplus", "Surplus paid to members.", within=SHARE
    )
    majority: float = number(
        0.5, (0.5, 0.9), "share of members", "Majority a sale or conversion needs.", within=SHARE
    )
    is_locked: bool = switch(False, "Assets may go only to another locked body, or at full value.")
    can_sell_shares: bool = switch(True, "Members' shares can be bought.")
    partner_stake: float = number(
        0.0, (0, 0.25), "share", "Stake of a private partner at the start.", within=SHARE
    )


class Shares(Voice):
    """Company limited by shares."""


class SharesPartner(Voice):
    """Company limited by shares with a private partner."""

    voice: float = number(
        0.8, (0.5, 1.2), "factor", "Strength of members' voice in this form.", within=(0, 3)
    )
    partner_stake: float = number(
        0.249,
        (0.1, 0.42),
        "share",
        "Stake of a private partner at the start.",
        within=SHARE,
        basis="measured",
        source="E62",
    )


class Guarantee(Voice):
    """Company limited by guarantee: nothing to buy, but members can vote to convert."""

    voice: float = number(
        1.1, (0.5, 1.2), "factor", "Strength of members' voice in this form.", within=(0, 3)
    )
    majority: float = number(
        0.75, (0.5, 0.9), "share of members", "Majority a sale or conversion needs.", within=SHARE
    )
    can_sell_shares: bool = switch(False, "Members' shares can be bought.")


class CommunityInterest(Voice):
    """Community interest company: an asset lock."""

    voice: float = number(
        0.7, (0.5, 1.2), "factor", "Strength of members' voice in this form.", within=(0, 3)
    )
    kept_share: float = number(
        0.9, (0.65, 1), "share of surplus", "Surplus kept as reserves.", within=SHARE
    )
    members_share: float = number(
        0.1, (0, 0.35), "share of surplus", "Surplus paid to members.", within=SHARE
    )
    majority: float = number(
        0.75, (0.5, 0.9), "share of members", "Majority a sale or conversion needs.", within=SHARE
    )
    is_locked: bool = switch(True, "Assets may go only to another locked body, or at full value.")


class Society(Voice):
    """Community society: open membership; conversion needs a large majority."""

    voice: float = number(
        0.6, (0.4, 1.2), "factor", "Strength of members' voice in this form.", within=(0, 3)
    )
    kept_share: float = number(
        0.9, (0.65, 1), "share of surplus", "Surplus kept as reserves.", within=SHARE
    )
    members_share: float = number(
        0.1, (0, 0.35), "share of surplus", "Surplus paid to members.", within=SHARE
    )
    majority: float = number(
        0.75, (0.5, 0.9), "share of members", "Majority a sale or conversion needs.", within=SHARE
    )
    is_locked: bool = switch(True, "Assets may go only to another locked body, or at full value.")
    can_sell_shares: bool = switch(False, "Members' shares can be bought.")


FORMS = ("shares", "shares_partner", "guarantee", "cic", "society")


class Forms(Section):
    """The legal forms a mutual may take, and how common each is among new ones."""

    shares: Shares = Shares()
    shares_partner: SharesPartner = SharesPartner()
    guarantee: Guarantee = Guarantee()
    cic: CommunityInterest = CommunityInterest()
    society: Society = Society()
    mix_shares: float = number(
        0.15,
        (0.05, 0.3),
        "share of spin-outs",
        "Spin-outs limited by shares.",
        within=SHARE,
        basis="estimated",
        source="E61",
    )
    mix_shares_partner: float = number(
        0.10,
        (0.0, 0.2),
        "share of spin-outs",
        "Spin-outs with a private partner.",
        within=SHARE,
        basis="estimated",
        source="E61 E62",
    )
    mix_guarantee: float = number(
        0.15,
        (0.05, 0.3),
        "share of spin-outs",
        "Spin-outs limited by guarantee.",
        within=SHARE,
        basis="estimated",
        source="E61",
    )
    mix_cic: float = number(
        0.45,
        (0.3, 0.6),
        "share of spin-outs",
        "Community interest companies.",
        within=SHARE,
        basis="estimated",
        source="E61",
    )
    mix_society: float = number(
        0.15,
        (0.05, 0.3),
        "share of spin-outs",
        "Community societies.",
        within=SHARE,
        basis="estimated",
        source="E61",
    )
    locked_only: bool = lever(
        switch(False, "Every new mutual must take a form with an asset lock."),
        moves="mean_takeovers_blocked_by_form mean_mutuals_alive",
        beside="forms.mix_shares forms.mix_shares_partner forms.mix_guarantee forms.mix_cic forms.mix_society",
    )
    share_lock_in_months: float = lever(
        number(
            0,
            (0, 60),
            "months",
            "Time after founding in which members may not sell.",
            within=(0, 600),
        ),
        moves="mean_takeovers_blocked_by_form mean_takeovers_done",
        beside="forms.*.can_sell_shares",
        compared=(0, 60),
    )


class Kind(Section):
    """What one kind of provider offers, asks and is willing to do."""

    pay_offer: float = number(
        1.0,
        (0.85, 1.0),
        "ratio to council pay",
        "Pay offered to new staff.",
        within=(0.3, 2),
        basis="estimated",
        source="E103",
    )
    pension_offer: float = number(
        0.22,
        (0.01, 0.24),
        "share of pay",
        "Employer pension contribution for new staff.",
        within=SHARE,
        basis="measured",
        source="E101",
    )
    social_value: float = number(
        0.5, (0.2, 0.9), "score 0 to 1", "Social value a council sees in this kind.", within=SHARE
    )
    markup_floor: float = number(
        0.0, (0.0, 0.1), "share of cost", "Least markup asked.", within=(-0.5, 2)
    )
    bids_a_year: float = number(
        1.0, (0, 4), "bids per year", "New contracts it may bid for.", within=(0, 400)
    )
    reserve_weeks: float = number(
        4, (1, 12), "weeks of cost", "Cash at the start.", within=(0, 260)
    )
    opening_markup: float = number(
        0.02,
        (0.0, 0.05),
        "share of cost",
        "Markup in contracts running at the start.",
        within=(-0.5, 2),
    )


class InHouse(Kind):
    """The council's own team, paid its cost."""

    opening_markup: float = number(
        0.0, (0, 0), "share of cost", "Markup in contracts running at the start.", within=(-0.5, 2)
    )


class Mutual(Kind):
    """A staff-led mutual."""

    pay_offer: float = number(
        0.97,
        (0.9, 1.0),
        "ratio to council pay",
        "Pay offered to new staff.",
        within=(0.3, 2),
        basis="estimated",
        source="E103",
    )
    pension_offer: float = number(
        0.03,
        (0.01, 0.22),
        "share of pay",
        "Employer pension contribution for new staff.",
        within=SHARE,
        basis="estimated",
        source="E101",
    )
    social_value: float = number(
        0.8, (0.6, 0.9), "score 0 to 1", "Social value a council sees in this kind.", within=SHARE
    )
    reserve_weeks: float = number(
        3,
        (1, 12),
        "weeks of cost",
        "Cash at the start.",
        within=(0, 260),
        basis="measured",
        source="E119",
    )
    bids_a_year: float = number(
        1.0,
        (0, 3),
        "bids per year",
        "New contracts it may bid for.",
        within=(0, 400),
        basis="estimated",
        source="E127",
    )
    matches_terms: bool = lever(
        switch(False, "Every mutual offers council terms to new staff."),
        moves="mean_leaving_mutual mean_margin_mutual mean_mutuals_alive",
        beside="kinds.mutual.pay_offer kinds.mutual.pension_offer",
    )
    abroad_reserve_weeks: float = number(
        8,
        (4, 16),
        "weeks of cost",
        "Reserves a mutual wants before it bids away from home.",
        within=(0, 260),
    )


class Small(Kind):
    """A small provider: a charity or a small firm."""

    pay_offer: float = number(
        0.95,
        (0.85, 1.0),
        "ratio to council pay",
        "Pay offered to new staff.",
        within=(0.3, 2),
        basis="estimated",
        source="E103",
    )
    pension_offer: float = number(
        0.03,
        (0.01, 0.1),
        "share of pay",
        "Employer pension contribution for new staff.",
        within=SHARE,
        basis="measured",
        source="E101",
    )
    social_value: float = number(
        0.6, (0.4, 0.8), "score 0 to 1", "Social value a council sees in this kind.", within=SHARE
    )
    markup_floor: float = number(
        0.02,
        (0.0, 0.05),
        "share of cost",
        "Least markup asked.",
        within=(-0.5, 2),
        basis="estimated",
        source="E110",
    )
    bids_a_year: float = number(
        2.0,
        (1, 4),
        "bids per year",
        "New contracts it may bid for.",
        within=(0, 400),
        basis="estimated",
        source="E78",
    )
    reserve_weeks: float = number(
        6, (2, 13), "weeks of cost", "Cash at the start.", within=(0, 260)
    )
    opening_markup: float = number(
        0.05,
        (0.0, 0.08),
        "share of cost",
        "Markup in contracts running at the start.",
        within=(-0.5, 2),
        basis="estimated",
        source="E110",
    )


class Group(Kind):
    """A private group working in several regions."""

    pay_offer: float = number(
        0.88,
        (0.8, 0.95),
        "ratio to council pay",
        "Pay offered to new staff.",
        within=(0.3, 2),
        basis="estimated",
        source="E103",
    )
    pension_offer: float = number(
        0.03,
        (0.01, 0.05),
        "share of pay",
        "Employer pension contribution for new staff.",
        within=SHARE,
        basis="measured",
        source="E101",
    )
    social_value: float = number(
        0.4, (0.2, 0.6), "score 0 to 1", "Social value a council sees in this kind.", within=SHARE
    )
    markup_floor: float = number(
        0.05,
        (0.0, 0.1),
        "share of cost",
        "Least markup asked, unless it buys share.",
        within=(-0.5, 2),
        basis="estimated",
        source="E27 E30",
    )
    bids_a_year: float = number(
        4,
        (1, 8),
        "bids per year",
        "New contracts it may bid for whatever its size.",
        within=(0, 400),
    )
    reserve_weeks: float = number(4, (2, 8), "weeks of cost", "Cash at the start.", within=(0, 260))
    opening_markup: float = number(
        0.15,
        (0.08, 0.25),
        "share of cost",
        "Markup in contracts running at the start.",
        within=(-0.5, 2),
        basis="estimated",
        source="E27 E30",
    )
    region_spread: float = number(
        1.0,
        (0.3, 2.0),
        "log standard deviation",
        "How unevenly a private group is spread over the regions.",
        within=(0, 5),
    )


KINDS = ("in_house", "mutual", "small", "group")
"""Order of the kinds of provider; their code in the provider table is the place in this list."""

KIND_NAMES = ("Council team", "Mutual", "Small provider", "Private group")


class Kinds(Section):
    """The four kinds of provider."""

    in_house: InHouse = InHouse()
    mutual: Mutual = Mutual()
    small: Small = Small()
    group: Group = Group()
