"""Private partners buy more of a mutual; firms that have grown become groups."""

import numpy as np

from sim.arrays import Bools
from sim.chance import Purpose, uniform
from sim.model.month.closed import closed_to
from sim.model.month.endings import absorb, end_independence
from sim.model.month.takeovers import HALF, share_after
from sim.model.rules.takeover import (
    blocked_by_control,
)
from sim.model.state.codes import Ending, Kind
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.units import MONTHS_PER_YEAR


def creep_stakes(state: State) -> None:
    """Private partners raise their stakes step by step; past half, the mutual is theirs."""
    world, providers = state.world, state.providers
    if not world.mechanisms.partner_creep:
        return
    has_partner = providers.is_active & (providers.stake > 0) & (providers.ending == 0)
    has_partner &= ~providers.is_forming & (state.lots_held() > 0)
    draw = uniform(state.seed, Purpose.STAKE, state.month, providers.identity)
    rises = np.flatnonzero(has_partner & (draw < world.takeovers.stake_creep / MONTHS_PER_YEAR))
    for row in rises:
        _raise_stake(state, int(row))


def _raise_stake(state: State, row: int) -> None:
    """One rise: the partner pays members for the shares.

    Merger control may keep it from half, and so does a service that is closed to groups.
    """
    world, providers = state.world, state.providers
    partner, before = int(providers.partner[row]), float(providers.stake[row])
    if partner == NOBODY or not providers.is_active[partner]:
        return
    stake = min(before + world.takeovers.stake_step, max(world.takeovers.partner_cap, before))
    passes_half = stake > HALF >= before
    share = share_after(state, partner, row) if passes_half else 0.0
    if passes_half and blocked_by_control(share, world.policy.merger_control):
        return
    if passes_half and closed_to(state, partner)[row]:
        return
    worth = world.takeovers.multiple * max(float(providers.yearly_earnings[row]), 0.0)
    price = np.array([(stake - before) * worth])
    state.payments.pay(("provider", np.array([partner])), "members", price, "stake bought")
    providers.stake[row] = stake
    because = "the private partner bought more shares"
    state.log.add(
        state.month, "stake", row, other=partner, because=because,
        stake=stake, paid=float(price[0]),
    )  # fmt: skip
    if stake > HALF:
        end_independence(state, row, Ending.STAKE_PAST_HALF, partner, because)
        absorb(state, row, partner)


def grown_into_groups(state: State) -> Bools:
    """At year end any firm past a turnover counts as a private group, wherever it began.

    Returns who has become one. Shape (P,): one answer a provider.
    """
    providers = state.providers
    big = providers.yearly_turnover > state.world.takeovers.group_turnover
    firm = providers.is_active & (providers.kind != Kind.IN_HOUSE) & (providers.kind != Kind.GROUP)
    firm &= (
        ~providers.is_charity
        & ~providers.is_locked
        & (providers.voice <= 0)
        & ~providers.is_spun_out
    )
    new: Bools = firm & big
    providers.kind[new] = Kind.GROUP
    return new
