"""Borrowing, paying out, and failing."""

from sim.registry.fields import SHARE, Section, assumed, estimated


class Finance(Section):
    """Borrowing, paying out, and failing."""

    group_debt: float = estimated(4.0, (2.0, 6.0), "years of earnings", "Opening debt of private groups, and what they pay down to.", within=(0, 20), source="E27 E29 E31")
    interest: float = assumed(0.08, (0.05, 0.11), "per year", "Interest on debt.", within=SHARE)
    payout_weeks: float = assumed(4, (2, 8), "weeks of cost", "Cash a private group keeps before repaying and paying out.", within=(0, 260))
    credit_weeks: float = estimated(4, (2, 8), "weeks of cost", "Credit line of a provider that is not a group.", within=(0, 260), source="E119")
    group_debt_limit: float = estimated(6.0, (5.0, 8.0), "years of earnings", "Debt beyond which lenders call in a group, and the most a deal may leave.", within=(0, 50), source="E106")
    small_kept_share: float = assumed(0.5, (0.2, 1), "share of surplus", "Surplus that a small firm keeps; charities keep all.", within=SHARE)
    surplus_floor_weeks: float = estimated(6, (2, 13), "weeks of cost", "Reserves below which a mutual or small firm pays nothing out.", within=(0, 260), source="E119")
    overhead_cut: float = assumed(0.10, (0.05, 0.2), "share of overhead", "Overhead cut in distress.", within=SHARE)
    uplift: float = assumed(0.05, (0.02, 0.1), "share of price", "Price rise asked of the council in distress, up to the ceiling.", within=SHARE)
    uplift_chance: float = assumed(0.5, (0.2, 0.8), "share", "Chance that the council agrees.", within=SHARE)
    uplift_times: int = assumed(2, (1, 3), "times", "How often a provider may ask.", within=(0, 100))
    handback_loss: float = assumed(0.10, (0.05, 0.2), "share of price", "Loss on a lot at which a provider in distress hands it back.", within=SHARE)
    step_in_cost: float = estimated(0.07, (0.02, 0.10), "share of yearly price", "Council's cost of stepping in when a provider fails.", within=(0, 5), source="E115")
    relet_months: int = assumed(3, (1, 6), "months", "Without a provider of last resort, time to re-let before staff are redundant.", within=(1, 60))
