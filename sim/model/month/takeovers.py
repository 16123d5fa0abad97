"""Phase 11a: takeovers.

Everyone looks on the same world; then the deals are settled, the best first.
"""

import numpy as np

from sim.arrays import sums
from sim.chance import Purpose, one_identity, one_uniform, uniform
from sim.model.month.endings import absorb, end_independence
from sim.model.month.looks import Deal, best_look, lookers
from sim.model.rules.own_work import other_members_agree, sale_is_carried
from sim.model.rules.takeover import (
    blocked_by_control,
    chance_member_agrees,
    passes,
    price_paid,
)
from sim.model.state.codes import Ending, Kind
from sim.model.state.money import Purse
from sim.model.state.state import State
from sim.model.state.tables import NOBODY

PER_THOUSAND = 1000.0
HALF = 0.5
TRANSFER_RUNG = 3
"""Rung of distress from which even a locked body's business may be transferred to anyone."""


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
    if blocked_by_control(share_after(state, buyer, target), world.policy.merger_control):
        _record_attempt(
            state,
            deal,
            paid,
            "takeover_blocked_by_control",
            "its share of the region would be too large",
        )
        return False
    if not agreed(state, deal, paid):
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


def agreed(state: State, deal: Deal, paid: float) -> bool:
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


def share_after(state: State, buyer: int, target: int) -> float:
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
    state.payments.pay("lenders", one, lent, "lent for a takeover")
    providers.debt[buyer] += lent[0]
    payee: Purse = "members" if providers.members_vote[target] else "owners"
    state.payments.pay(one, payee, price, "takeover price")
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
        paid=paid, limit=deal.limit, ask=deal.ask, because=because,
    )  # fmt: skip


def _unsettle(state: State, target: int) -> None:
    """An offer for their employer makes staff feel insecure, as the end of a contract does."""
    world, posts = state.world, state.posts
    if not world.mechanisms.insecurity:
        return
    people = state.people_in(np.flatnonzero(state.lots.holder == target))
    posts.commitment[people] = np.maximum(posts.commitment[people] - world.staff.insecurity, 0.0)
