"""Known answers about tenders: equal bidders, Nash markups, the winner's curse."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.chance import Purpose, joined, normal
from sim.model.month.settling import choose_winners, score_bids
from sim.model.rules.bidding import best_markup, logit_scale
from tests.small import Small, opened
from tests.synthetic import all_bid, equal_bidders, many_notices

ERROR = 1e-4
"""Chance that a test below fails although the model is right; seeds are fixed, so it fails always
or never."""
TENDERS = 20_000


@pytest.mark.parametrize("n", [2, 3, 5])
def test_identical_bidders_without_incumbency_win_equally_often(small: Small, n: int) -> None:
    state = opened(small({"mechanisms.mobilisation": False}))
    bidders = equal_bidders(state, n)
    notices = many_notices(TENDERS)
    bids = all_bid(notices, bidders, price=1.1)
    winner = choose_winners(state, notices, bids, score_bids(state, notices, bids))
    wins = np.bincount(bids.provider[winner], minlength=state.providers.n)[bidders]
    assert wins.sum() == TENDERS
    assert stats.chisquare(wins).pvalue > ERROR
    # The test could fail: a bidder two per cent dearer than the others is found out.
    dearer = all_bid(notices, bidders, price=np.array([1.122, *[1.1] * (n - 1)]))
    winner = choose_winners(state, notices, dearer, score_bids(state, notices, dearer))
    wins = np.bincount(dearer.provider[winner], minlength=state.providers.n)[bidders]
    assert stats.chisquare(wins).pvalue < ERROR


@pytest.mark.parametrize(("bidders", "nash"), [(2, 0.185), (3, 0.132), (4, 0.116), (6, 0.103)])
def test_markups_of_equal_bidders_are_the_nash_markups_of_the_score(
    bidders: int, nash: float
) -> None:
    assert _nash(bidders) == pytest.approx(nash, abs=0.0005)
    # The shipped grid of 21 markups finds it to a seventh of a step of 0.02, a fine one exactly.
    assert _fixed_point(bidders, steps=21) == pytest.approx(nash, abs=0.003)
    assert _fixed_point(bidders, steps=2001) == pytest.approx(_nash(bidders), abs=5e-5)


def _nash(bidders: int, price_weight: float = 0.4) -> float:
    """Markup at which nobody gains by another, from the first-order condition of the logit."""
    scale = float(logit_scale(np.array([0.5]), 0.08)[0])
    share_of_price = scale / price_weight / (1 - 1 / bidders)
    return share_of_price / (1 - share_of_price)


def _fixed_point(bidders: int, steps: int) -> float:
    one = np.ones(1)
    markup = np.array([0.02])
    for _ in range(300):
        best = best_markup(
            one,
            3 * one,
            1 + markup,
            (bidders - 1) * one,
            0 * one,
            (0.4 * one, logit_scale(0.5 * one, 0.08)),
            0 * one,
            0.4,
            steps,
            0 * one,
        )
        markup = markup + 0.3 * (best - markup)
    return float(markup[0])


def test_on_price_alone_the_winners_curse_grows_with_bidders_as_order_statistics_say(
    small: Small,
) -> None:
    spread = 0.05
    least_of = {2: -0.5642, 4: -1.0294, 8: -1.4236}
    curses = {n: _curse(small, n, spread, price_weight=1.0) for n in least_of}
    for n, least in least_of.items():
        assert np.log1p(curses[n]) == pytest.approx(spread * least, abs=0.0015)
    assert curses[8] < curses[4] < curses[2] < 0


@pytest.mark.parametrize("n", [2, 4, 8])
def test_a_weight_of_quality_lessens_the_winners_curse(small: Small, n: int) -> None:
    for_price = _curse(small, n, 0.05, price_weight=1.0)
    mixed = _curse(small, n, 0.05, price_weight=0.5)
    mostly_quality = _curse(small, n, 0.05, price_weight=0.1)
    assert for_price < mixed < mostly_quality < 0


def _curse(small: Small, n: int, spread: float, price_weight: float) -> float:
    """The winner's estimate of cost over the true cost, less 1, where all bid estimates."""
    state = opened(small({"mechanisms.mobilisation": False}))
    state.councils.price_weight[:] = price_weight
    state.councils.quality_weight[:] = 1 - price_weight
    state.councils.social_weight[:] = 0
    bidders = equal_bidders(state, n)
    notices = many_notices(TENDERS)
    who = joined(notices.identity[:, None], state.providers.identity[bidders][None, :])
    estimate: NDArray[np.float64] = np.exp(spread * normal(state.seed, Purpose.COST_ERROR, 0, who))
    bids = all_bid(notices, bidders, estimate)
    winner = choose_winners(state, notices, bids, score_bids(state, notices, bids))
    return float(np.exp(np.log(bids.price[winner]).mean()) - 1)
