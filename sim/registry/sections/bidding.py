"""Who bids, how often, and at what price."""

from typing import Literal

from sim.registry.fields import SHARE, Section, assumed, choice, estimated, lever, measured


class Bidding(Section):
    """Who bids, how often, and at what price."""

    standing: float = estimated(0.5, (0.0, 2.0), "turnover per value", "Turnover a bidder needs for each pound of yearly value.", within=(0, 20), source="E91 E78")
    entrant_equity_limit: float = assumed(1.0e6, (0.5e6, 1.5e6), "GBP per year", "Largest contract an entrant's own capital vouches for.", within=(0, 1e9))
    surety: float = lever(
        estimated(0.0, (0.0, 0.1), "share of yearly value", "Money a bidder must set aside as surety.", within=SHARE, source="E91"),
        moves="mean_bidders mean_awards_small mean_awards_mutual",
        beside="kinds.*.reserve_weeks",
        compared=(0.0, 0.1),
    )
    group_turnover_per_bid: float = assumed(16.0e6, (2.0e6, 25.0e6), "GBP per quarterly bid", "Turnover that pays for one more bid a quarter in a private group. Four bids a year cost GBP 24,000 (E75): 0.15% of the turnover, and 0.1% to 1.2% over the range.", within=(1e4, 1e12))
    fit_spread: float = assumed(0.5, (0.3, 0.8), "log standard deviation", "How differently bidders see the fit of a tender.", within=(0, 5))
    bid_cost: float = measured(6000, (3000, 20000), "GBP per bid", "Cost of one bid, won or lost.", within=(0, 1e7), source="E75")
    cost_error: float = assumed(0.05, (0.02, 0.10), "share of cost", "Error of a bidder's estimate of cost (standard deviation).", within=SHARE)
    own_cost_error: float = assumed(0.02, (0.0, 0.05), "share of cost", "Error of a holder's estimate of its own cost.", within=SHARE)
    markup_smoothing: float = assumed(0.3, (0.1, 1.0), "share", "How far one tender moves a provider's markup to its best response.", within=SHARE)
    markup_most: float = assumed(0.40, (0.25, 0.6), "share of cost", "Highest markup considered.", within=(0.01, 5))
    markup_steps: int = assumed(21, (11, 41), "points", "Markups compared.", within=(3, 400))
    markup_rule: Literal["best_response", "step"] = choice("best_response", "How markups are set: best response to the published weights, or up after wins and down after losses.")
    mutual_aims_at: Literal["surplus", "jobs", "service"] = choice("surplus", "What a mutual asks its price for: surplus, as other bidders do; jobs, at the lowest price that covers cost; or service, with what is left spent on the front line.")
    markup_step: float = assumed(0.01, (0.005, 0.02), "share of cost", "Step of the rival markup rule.", within=SHARE)
    foothold: float = assumed(0.03, (0.0, 0.1), "share of value", "Worth to a private group of a foothold, beyond this contract.", within=SHARE)
    foothold_budget: float = assumed(0.02, (0.0, 0.05), "share of turnover", "Expected loss a private group allows itself to buy share.", within=SHARE)
    holder_stretch: float = assumed(0.05, (0.0, 0.1), "share of ceiling", "A small or mutual holder bids the ceiling if its estimate is no further above it.", within=SHARE)
    belief_half_life: float = assumed(6, (3, 18), "months", "Memory of bidders for prices and numbers of bids.", within=(0.5, 120))
    span: float = estimated(2, (1, 4), "contracts", "Contracts that whoever leads a small provider can see to without a further manager.", within=(0, 1000), source="E239")
    span_cost: float = assumed(0.03, (0.0, 0.06), "share of direct cost", "Cost of managing what a small provider holds beyond its leader's span.", within=SHARE)
    capital_return: float = assumed(0.08, (0.0, 0.15), "per year", "Return that a small provider asks on the capital that new posts tie up.", within=SHARE)
    mobilisation: float = assumed(0.25, (0.10, 0.50), "share of posts per quarter", "Posts a provider can take on in a quarter.", within=(0, 10))
    mobilisation_least: int = assumed(30, (15, 60), "posts per quarter", "Posts any provider can take on in a quarter.", within=(0, 10000))
