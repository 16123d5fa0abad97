"""Draws by address: even, independent over purposes and months, the same for the same."""

import numpy as np
import pytest
from scipy import stats

from sim.chance import Purpose, gumbel, identity_of, joined, normal, one_uniform, uniform

ERROR = 1e-5
"""Chance of each check to fail although draws are even; addresses are fixed, so it fails always or
never."""
N = 20_000
NUMBERED = np.arange(N, dtype=np.uint64)
"""Identities that differ by one: the hardest case for a mixer."""


@pytest.mark.parametrize("purpose", list(Purpose))
def test_draws_of_every_purpose_are_uniform(purpose: Purpose) -> None:
    for month in (0, 1, 179):
        draws = uniform(1, purpose, month, joined(NUMBERED, 3))
        assert ((draws >= 0) & (draws < 1)).all()
        assert stats.kstest(draws, "uniform").pvalue > ERROR


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"month": 1},
        {"month": 12},
        {"purpose": Purpose.HIRING},
        {"shift": 1},
        {"seed": 2**40 + 1},
    ],
    ids=str,
)
def test_draws_of_different_addresses_are_independent(other: dict[str, int]) -> None:
    base = {"seed": 1, "month": 0, "purpose": Purpose.LEAVING, "shift": 0}
    one, two = (
        uniform(a["seed"], Purpose(a["purpose"]), a["month"], NUMBERED + np.uint64(a["shift"]))
        for a in (base, {**base, **other})
    )
    table = np.histogram2d(one, two, bins=10, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(table.ravel()).pvalue > ERROR
    assert abs(stats.spearmanr(one, two).statistic) < stats.norm.isf(ERROR) / np.sqrt(N)


def test_one_persons_draws_are_independent_from_month_to_month() -> None:
    person = joined(7, 1)
    draws = np.concatenate([uniform(1, Purpose.LEAVING, month, person) for month in range(N // 4)])
    assert stats.kstest(draws, "uniform").pvalue > ERROR
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < stats.norm.isf(ERROR) / np.sqrt(N // 4)


def test_a_draw_depends_on_nothing_but_its_address() -> None:
    alone = one_uniform(1, Purpose.ENTRY, 5, identity_of("E06000001"))
    names = [*(f"other {n}" for n in range(50)), "E06000001"]
    crowd = np.array([identity_of(name) for name in names], dtype=np.uint64)
    assert uniform(1, Purpose.ENTRY, 5, crowd)[-1] == alone
    assert uniform(1, Purpose.ENTRY, 5, crowd[::-1])[0] == alone


def test_asking_for_draws_leaves_the_identities_as_they_were() -> None:
    identities = NUMBERED.copy()
    uniform(1, Purpose.ENTRY, 5, identities)
    joined(identities, identities)
    assert (identities == NUMBERED).all()


def test_identities_of_parts_are_distinct_and_mind_the_order_of_parts() -> None:
    a, b = np.meshgrid(np.arange(300), np.arange(300))
    forward, backward = joined(a.ravel(), b.ravel()), joined(b.ravel(), a.ravel())
    assert len(np.unique(forward)) == a.size
    assert (forward != backward)[a.ravel() != b.ravel()].all()
    assert not np.isin(joined(np.arange(300)), joined(np.arange(300), 0)).any()


def test_normal_and_gumbel_draws_have_mean_nought_and_spread_one() -> None:
    for draw, shape in (
        (normal, stats.norm()),
        (gumbel, stats.gumbel_r(-np.euler_gamma * np.sqrt(6) / np.pi, np.sqrt(6) / np.pi)),
    ):
        assert stats.kstest(draw(1, Purpose.FIT, 0, NUMBERED), shape.cdf).pvalue > ERROR
        assert np.isfinite(draw(1, Purpose.FIT, 0, NUMBERED)).all()


def test_every_purpose_has_a_number_of_its_own() -> None:
    assert len({int(purpose) for purpose in Purpose}) == len(Purpose.__members__)
