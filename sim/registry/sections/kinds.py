"""The four kinds of provider: what each offers, asks and is willing to do."""

from sim.registry.fields import SHARE, Section, assumed, column, estimated, lever, switch

_pay_offer = column("ratio to council pay", "Pay offered to new staff.", (0.3, 2))
_pension_offer = column("share of pay", "Employer pension contribution for new staff.", SHARE)
_social_value = column("score 0 to 1", "Social value a council sees in this kind.", SHARE)
_markup_floor = column("share of cost", "Least markup asked.", (-0.5, 2))
_bids_a_year = column("bids per year", "New contracts it may bid for.", (0, 400))
_reserve_weeks = column("weeks of cost", "Cash at the start.", (0, 260))
_opening_markup = column("share of cost", "Markup in contracts running at the start.", (-0.5, 2))


class Kind(Section):
    """What one kind of provider offers, asks and is willing to do."""

    pay_offer: float = _pay_offer(1.0, (0.85, 1.0), "estimated", "E103")
    pension_offer: float = _pension_offer(0.22, (0.01, 0.24), "measured", "E101")
    social_value: float = _social_value(0.5, (0.2, 0.9))
    markup_floor: float = _markup_floor(0.0, (0.0, 0.1))
    bids_a_year: float = _bids_a_year(1.0, (0, 4))
    reserve_weeks: float = _reserve_weeks(4, (1, 12))
    opening_markup: float = _opening_markup(0.02, (0.0, 0.05))


class InHouse(Kind):
    """The council's own team, paid its cost."""

    opening_markup: float = _opening_markup(0.0, (0, 0))


class Mutual(Kind):
    """A staff-led mutual."""

    pay_offer: float = _pay_offer(0.97, (0.9, 1.0), "estimated", "E103")
    pension_offer: float = _pension_offer(0.03, (0.01, 0.22), "estimated", "E101")
    social_value: float = _social_value(0.8, (0.6, 0.9))
    reserve_weeks: float = _reserve_weeks(3, (1, 12), "measured", "E119")
    bids_a_year: float = _bids_a_year(1.0, (0, 3), "estimated", "E127")
    matches_terms: bool = lever(
        switch(False, "Every mutual offers council terms to new staff."),
        moves="mean_leaving_mutual mean_margin_mutual mean_mutuals_alive",
        beside="kinds.mutual.pay_offer kinds.mutual.pension_offer",
    )
    abroad_reserve_weeks: float = assumed(8, (4, 16), "weeks of cost", "Reserves a mutual wants before it bids away from home.", within=(0, 260))


class Small(Kind):
    """A small provider: a charity or a small firm."""

    pay_offer: float = _pay_offer(0.95, (0.85, 1.0), "estimated", "E103")
    pension_offer: float = _pension_offer(0.03, (0.01, 0.1), "measured", "E101")
    social_value: float = _social_value(0.6, (0.4, 0.8))
    markup_floor: float = _markup_floor(0.02, (0.0, 0.05), "estimated", "E110")
    bids_a_year: float = _bids_a_year(3.0, (1.5, 6), "estimated", "E78")
    reserve_weeks: float = _reserve_weeks(6, (2, 13))
    opening_markup: float = _opening_markup(0.05, (0.0, 0.08), "estimated", "E110")
    giving_spread: float = assumed(0.7, (0.3, 1.2), "log standard deviation", "Spread between charities of their income from grants and gifts.", within=(0, 3))


class Group(Kind):
    """A private group working in several regions."""

    pay_offer: float = _pay_offer(0.88, (0.8, 0.95), "estimated", "E103")
    pension_offer: float = _pension_offer(0.03, (0.01, 0.05), "measured", "E101")
    social_value: float = _social_value(0.4, (0.2, 0.6))
    markup_floor: float = estimated(0.05, (0.0, 0.1), "share of cost", "Least markup asked, unless it buys share.", within=(-0.5, 2), source="E27 E30")
    bids_a_year: float = assumed(4, (1, 8), "bids per year", "New contracts it may bid for whatever its size.", within=(0, 400))
    reserve_weeks: float = _reserve_weeks(4, (2, 8))
    opening_markup: float = _opening_markup(0.15, (0.08, 0.25), "estimated", "E27 E30")
    region_spread: float = assumed(1.0, (0.3, 2.0), "log standard deviation", "How unevenly a private group is spread over the regions.", within=(0, 5))


KINDS = ("in_house", "mutual", "small", "group")
"""Order of the kinds of provider; their code in the provider table is the place in this list."""


class Kinds(Section):
    """The four kinds of provider."""

    in_house: InHouse = InHouse()
    mutual: Mutual = Mutual()
    small: Small = Small()
    group: Group = Group()
