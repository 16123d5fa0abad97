"""How mutuals come about."""

from sim.registry.fields import SHARE, Section, assumed, estimated, measured


class SpinOuts(Section):
    """How mutuals come about."""

    rate: float = estimated(0.032, (0.021, 0.043), "per council-year", "Rate of proposals while the policy push lasts, in a service of factor 1; set so that as many begin by April 2018 as are known by name.", within=(0, 5), source="E60 E160 E252")
    later_rate: float = estimated(0.004, (0.0, 0.015), "per council-year", "Rate of proposals afterwards.", within=(0, 5), source="E55 E252")
    push_months: int = estimated(60, (36, 72), "months", "How long the push for spin-outs lasts.", within=(0, 600), source="E252")
    taste_spread: float = assumed(1.0, (0.5, 1.5), "log standard deviation", "Spread between councils of the taste for mutuals.", within=(0, 5))
    most_lots: int = assumed(2, (1, 4), "lots", "Lots a spin-out takes at most.", within=(1, 100))
    most_value: float = estimated(15.0e6, (10e6, 20e6), "GBP per year", "What the lots of a spin-out cost the council in-house at most: larger ones stay. Half of those founded should be near 4m (E66, E252).", within=(1e4, 1e12), source="E66 E252")
    staff_started: float = measured(0.15, (0.05, 0.3), "share", "Spin-outs that staff, not managers, begin.", within=SHARE, source="E68")
    vote_voice: float = assumed(2.0, (1, 4), "log-odds", "Pull of a voice on the staff vote.", within=(0, 20))
    vote_fear: float = assumed(4.0, (2, 8), "log-odds per reward ratio", "Fear of worse terms for those who come later.", within=(0, 50))
    vote_union: float = assumed(0.6, (0.0, 2), "log-odds", "Effect of union opposition on the vote.", within=(0, 20))
    vote_staff_started: float = assumed(0.5, (0.0, 1.5), "log-odds", "Gain in the vote when staff began it.", within=(0, 20))
    first_price: float = assumed(1.02, (1.0, 1.05), "factor on cost", "First price over the mutual's own expected cost, below the ceiling.", within=(0.5, 3))
    opening_mutuals: int = estimated(5, (2, 8), "mutuals", "Mutuals in these services already trading in England at the start, besides those named; staff-led and customers' bodies are nine, plus or minus a third for those nobody found.", within=(0, 500), source="E252")
    outside_income: float = estimated(0.02, (0.0, 0.05), "share of turnover", "Outside income of a new mutual.", within=SHARE, source="E60 E64")
    outside_income_later: float = estimated(0.10, (0.0, 0.2), "share of turnover", "Outside income after five years.", within=SHARE, source="E60 E64")
    outside_margin: float = assumed(0.2, (0.05, 1.0), "share of outside income", "Outside income left after the cost of earning it.", within=SHARE)
    growth_months: int = assumed(60, (36, 96), "months", "Time in which outside income grows to its later level.", within=(1, 600))
    productivity: float = measured(0.0, (0.0, 0.05), "share of cost", "Cost saved because staff own the body.", within=(-0.5, 0.5), source="E56 E97 E98")
