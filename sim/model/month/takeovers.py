"""Phase 11a: takeovers.

Everyone looks on the same world; then the deals are settled, the best first.
"""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints, sums
from sim.chance import Purpose, joined, one_identity, one_uniform, uniform
from sim.model.month.endings import absorb, end_independence
from sim.model.rules.own_work import other_members_agree, sale_is_carried
from sim.model.rules.takeover import (
    asking_price,
    blocked_by_control,
    buyers_limit,
    chance_member_agrees,
    passes,
    price_paid,
)
from sim.model.state.codes import Ending, Kind
from sim.model.state.estimates import direct_cost_per_post, marginal_overhead, offers
from sim.model.state.money import Purse
from sim.model.state.state import State
from sim.model.state.tables import NOBODY
from sim.units import MONTHS_PER_YEAR

PER_THOUSAND = 1000.0
HALF = 0.5
TRANSFER_RUNG = 3
"""Rung of distress from which even a locked body's business may be transferred to anyone."""


@dataclass(frozen=True, slots=True)
class Deal:
    """One buyer's best look this month."""

    buyer: int
    target: int
    ask: float  # GBP
    limit: float  # GBP
    earnings: float  # GBP a year at the buyer's costs

    @property
    def gain(self) -> float:
        """What the buyer gains at the asking price, GBP."""
        return self.limit - self.ask


def settle_takeovers(state: State) -> None:
    """Every buyer looks at most once; attempts are settled in order of gain."""
    if not state.world.mechanisms.takeovers:
        return
    deals = [deal for buyer in lookers(state) if (deal := best_look(state, int(buyer)))]
    gone: set[int] = set()
    for deal in sorted(deals, key=lambda d: (-d.gain, int(state.providers.identity[d.buyer]))):
        if deal.target in gone or deal.buyer in gone:
            continue
        if _attempt(state, deal):
            gone.update((deal.target, deal.buyer))


def lookers(state: State) -> Ints:
    """Private groups and large non-profits whose turn it is to look this month."""
    world, providers = state.world, state.providers
    is_group = providers.kind == Kind.GROUP
    large = providers.is_locked & (providers.yearly_turnover > world.takeovers.nonprofit_turnover)
    buys = (
        providers.is_active
        & (providers.stage == 0)
        & (is_group | (large & (providers.kind != Kind.IN_HOUSE)))
    )
    draw = uniform(state.seed, Purpose.LOOK, state.month, providers.identity)
    rows: Ints = np.flatnonzero(buys & (draw < world.takeovers.looks_a_year / MONTHS_PER_YEAR))
    return rows


def targets(state: State, buyer: int) -> Ints:
    """A few independents, drawn by chance from those old enough.

    In part of the looks they are drawn from mutuals alone. A group looks anywhere at anyone;
    a large non-profit at charities and mutuals near home.
    """
    world, providers = state.world, state.providers
    held = state.lots_held() > 0
    open_to = (
        providers.is_active
        & held
        & (providers.kind != Kind.IN_HOUSE)
        & (providers.kind != Kind.GROUP)
    )
    open_to &= state.month - providers.founded >= world.takeovers.least_age_months
    works_too = (providers.works_in & providers.works_in[buyer]).any(axis=1)
    open_to &= works_too & ~providers.is_forming
    if providers.kind[buyer] != Kind.GROUP:
        near = state.councils.reach[providers.home[buyer]]
        open_to &= (providers.home >= 0) & near[np.maximum(providers.home, 0)]
        open_to &= providers.is_locked | providers.is_spun_out
    open_to[buyer] = False
    identity = int(providers.identity[buyer])
    if (
        one_uniform(state.seed, Purpose.CANDIDATE, state.month, identity)
        < world.takeovers.mutual_share
    ):
        open_to &= providers.is_spun_out
    rows = np.flatnonzero(open_to)
    luck = uniform(
        state.seed, Purpose.CANDIDATE, state.month, joined(providers.identity[rows], identity)
    )
    chosen: Ints = rows[np.argsort(luck, kind="stable")[: world.takeovers.candidates]]
    return chosen


def best_look(state: State, buyer: int) -> Deal | None:
    """The target that gains this buyer most, if there is any to look at."""
    rows = targets(state, buyer)
    if not len(rows):
        return None
    ask, limit, earnings = value_targets(state, buyer, rows)
    best = int(np.argmax(limit - ask))
    state.providers.looks[rows[best]] += 1
    services = np.argmax(state.providers.works_in[rows], axis=1)
    state.flows.count("takeover_looks", services[best : best + 1])
    return Deal(buyer, int(rows[best]), float(ask[best]), float(limit[best]), float(earnings[best]))


def value_targets(state: State, buyer: int, rows: Ints) -> tuple[Floats, Floats, Floats]:
    """Asking price, the buyer's limit and yearly earnings at the buyer's costs, GBP.

    Shape of `rows`, each of the three: one number a target.
    """
    lots, providers, rules = state.lots, state.providers, state.world.takeovers
    place = np.full(providers.n, -1)
    place[rows] = np.arange(len(rows))
    held = np.flatnonzero(lots.is_open & (place[lots.holder] >= 0))
    of = place[lots.holder[held]]
    years = np.maximum(lots.end[held] - state.month, 1) / MONTHS_PER_YEAR
    buyers = np.full(len(held), buyer)
    direct = direct_cost_per_post(state, held, buyers, offers(state), years)
    direct = direct * lots.required[held]
    cost = direct * (1 + marginal_overhead(state, direct, buyers))
    value = lots.value[held]
    earnings = sums(of, value - cost, len(rows))
    remaining = sums(of, value * years, len(rows))
    ask = asking_price(
        providers.yearly_earnings[rows], providers.cash[rows] - providers.debt[rows], remaining,
        rules.multiple, rules.contract_worth,
    )  # fmt: skip
    limit = buyers_limit(earnings, rules.buyer_multiple, rules.control_risk)
    return ask, limit + np.minimum(providers.cash[rows] - providers.debt[rows], 0.0), earnings


def _attempt(state: State, deal: Deal) -> bool:
    """Try one deal: form, money, control, vote. Returns whether it is done."""
    providers, world = state.providers, state.world
    if deal.gain <= 0:
        return False
    buyer, target = deal.buyer, deal.target
    paid = float(price_paid(np.array(deal.ask), np.array(deal.limit), world.takeovers.gain_shared))
    room = world.finance.group_debt_limit * max(
        float(providers.yearly_earnings[buyer]) + deal.earnings, 0.0
    ) - float(providers.debt[buyer] + providers.debt[target])
    if paid > room + max(float(providers.cash[buyer]), 0.0):
        return False
    _count_attempt(state, target, "takeovers_possible")
    route, obstacle = _route(state, deal)
    if obstacle:
        _record_attempt(state, deal, paid, "takeover_blocked_by_form", obstacle)
        return False
    if blocked_by_control(_share_after(state, buyer, target), world.policy.merger_control):
        _record_attempt(
            state,
            deal,
            paid,
            "takeover_blocked_by_control",
            "its share of the region would be too large",
        )
        return False
    if not _agreed(state, deal, paid):
        _record_attempt(state, deal, paid, "takeover_voted_down", "owners or members said no")
        return False
    _complete(state, deal, paid, route)
    return True


def _route(state: State, deal: Deal) -> tuple[str, str]:
    """How this body can change hands, or what in its form forbids it."""
    providers = state.providers
    buyer, target = deal.buyer, deal.target
    if providers.stage[target] >= TRANSFER_RUNG:
        return "transfer of the business in distress", ""
    if providers.is_locked[target] and not providers.is_locked[buyer]:
        return "", "its assets are locked"
    young = state.month - providers.founded[target] < state.world.forms.share_lock_in_months
    if young and providers.kind[target] == Kind.MUTUAL:
        return "", "its members may not sell yet"
    if providers.is_locked[buyer]:
        return "merger into a locked body", ""
    if providers.can_sell_shares[target]:
        return "sale of shares", ""
    return "conversion, then sale", ""


def _agreed(state: State, deal: Deal, paid: float) -> bool:
    """Ask the owner of a small firm; put the offer to the members of a mutual, who each vote."""
    providers, posts, world = state.providers, state.posts, state.world
    target = deal.target
    identity = one_identity(int(providers.identity[target]), int(providers.identity[deal.buyer]))
    if not providers.members_vote[target]:
        luck = one_uniform(state.seed, Purpose.OWNER_WILLING, state.month, identity)
        return luck < world.takeovers.owner_willing
    members = state.people_in(np.flatnonzero(state.lots.holder == target))
    if not len(members):
        return True
    rules = world.takeovers
    chance = chance_member_agrees(
        paid / (len(members) * float(providers.people_per_post[target])) / PER_THOUSAND,
        bool(providers.stage[target] > 0),
        posts.commitment[members],
        world.staff.base_commitment,
        float(providers.voice[target]),
        (rules.vote_offer, rules.vote_distress, rules.vote_commitment, rules.vote_voice),
    )
    votes = uniform(state.seed, Purpose.SALE_VOTE, state.month, posts.person[members]) < chance
    if providers.staff_votes[target] < 1 and world.mechanisms.other_members:
        return _all_members_agree(state, target, float(votes.mean()))
    return passes(int(votes.sum()), len(members), float(providers.majority[target]))


def _all_members_agree(state: State, target: int, staff_agree: float) -> bool:
    """Whether a sale is carried where customers, residents or the council have votes too."""
    providers, world = state.providers, state.world
    distressed = bool(providers.stage[target] > 0)
    against, pull = world.own_work.vote_against_sale, world.takeovers.vote_distress
    staff, council = float(providers.staff_votes[target]), float(providers.council_votes[target])
    return sale_is_carried(
        (staff_agree, other_members_agree(against, distressed, pull), float(distressed)),
        (staff, 1 - staff - council, council),
        float(providers.majority[target]),
    )


def _share_after(state: State, buyer: int, target: int) -> float:
    """Largest share of any region's service that the two would hold together."""
    lots, councils = state.lots, state.councils
    external = state.is_external()
    cell = lots.service.astype(np.int64) * len(councils.regions) + councils.region[lots.council]
    value = lots.value * external
    both = external & ((lots.holder == buyer) | (lots.holder == target))
    overlap = external & (lots.holder == target)
    total = sums(cell, value)
    own = sums(cell, value * both, len(total))
    touched = np.bincount(cell[overlap], minlength=len(total)) > 0
    share = np.divide(own, total, out=np.zeros(len(total)), where=(total > 0) & touched)
    return float(share.max()) if len(share) else 0.0


def _complete(state: State, deal: Deal, paid: float, route: str) -> None:
    """Pay, and move contracts, staff, cash and debt as one.

    Councils may end contracts because control has changed.
    """
    providers, lots, world = state.providers, state.lots, state.world
    buyer, target = deal.buyer, deal.target
    _record_attempt(state, deal, paid, "takeover", route)
    ending = Ending.MERGED_NONPROFIT if providers.is_locked[buyer] else Ending.TAKEN_OVER
    held = np.flatnonzero(lots.is_open & (lots.holder == target))
    price = np.array([paid])
    lent = np.maximum(price - max(float(providers.cash[buyer]), 0.0), 0.0)
    one: Purse = ("provider", np.array([buyer]))
    state.ledger.pay("lenders", one, lent, "lent for a takeover")
    providers.debt[buyer] += lent[0]
    payee: Purse = "members" if providers.members_vote[target] else "owners"
    state.ledger.pay(one, payee, price, "takeover price")
    end_independence(state, target, ending, buyer, route)
    absorb(state, target, buyer)
    draw = uniform(state.seed, Purpose.CONTROL_CLAUSE, state.month, lots.identity[held])
    ended = held[(draw < world.takeovers.control_risk) & (lots.next_holder[held] == NOBODY)]
    lots.end[ended] = np.minimum(lots.end[ended], state.month + world.market.notice_months)
    lots.extension[ended] = 0


def _count_attempt(state: State, target: int, name: str) -> None:
    held = state.lots.is_open & (state.lots.holder == target)
    state.flows.count(name, state.lots.service[held][:1])
    if state.providers.is_spun_out[target]:
        state.flows.count(f"{name}_mutual", state.lots.service[held][:1])


def _record_attempt(state: State, deal: Deal, paid: float, kind: str, because: str) -> None:
    names = {
        "takeover": "takeovers_done",
        "takeover_voted_down": "takeovers_voted_down",
        "takeover_blocked_by_form": "takeovers_blocked_by_form",
        "takeover_blocked_by_control": "takeovers_blocked_by_control",
    }
    _count_attempt(state, deal.target, names[kind])
    _unsettle(state, deal.target)
    state.log.add(
        state.month, kind, deal.target, other=deal.buyer,
        council=int(state.providers.home[deal.target]),
        numbers=(paid, deal.limit, deal.ask), because=because,
    )  # fmt: skip


def _unsettle(state: State, target: int) -> None:
    """An offer for their employer makes staff feel insecure, as the end of a contract does."""
    world, posts = state.world, state.posts
    if not world.mechanisms.insecurity:
        return
    people = state.people_in(np.flatnonzero(state.lots.holder == target))
    posts.commitment[people] = np.maximum(posts.commitment[people] - world.staff.insecurity, 0.0)


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
    """One rise: the partner pays members for the shares; merger control may keep it from half."""
    world, providers = state.world, state.providers
    partner, before = int(providers.partner[row]), float(providers.stake[row])
    if partner == NOBODY or not providers.is_active[partner]:
        return
    stake = min(before + world.takeovers.stake_step, max(world.takeovers.partner_cap, before))
    passes_half = stake > HALF >= before
    share = _share_after(state, partner, row) if passes_half else 0.0
    if passes_half and blocked_by_control(share, world.policy.merger_control):
        return
    worth = world.takeovers.multiple * max(float(providers.yearly_earnings[row]), 0.0)
    price = np.array([(stake - before) * worth])
    state.ledger.pay(("provider", np.array([partner])), "members", price, "stake bought")
    providers.stake[row] = stake
    because = "the private partner bought more shares"
    numbers = (stake, price[0])
    state.log.add(state.month, "stake", row, other=partner, numbers=numbers, because=because)
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
