"""What is written down about settled tenders: counts by service, and lines of the log."""

from typing import NamedTuple, Unpack

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.model.month.bidding import Bids
from sim.model.month.notices import Notices
from sim.model.state.codes import Route
from sim.model.state.events import Numbers
from sim.model.state.state import State
from sim.model.state.tables import NOBODY


class Insourcing(NamedTuple):
    """What councils decide after seeing the bids, and what they weigh. One number a tender."""

    back: Bools  # (T,) whether the contract is taken back
    chance: Floats  # (T,) share 0 to 1
    over: Floats  # (T,) best bid less the cost in-house, as a share of the ceiling
    quality: Floats  # (T,) 0 to 1
    taste: Floats  # (T,) log-odds


def count_tenders(
    state: State, notices: Notices, bids: Bids, winner: Ints, taken_back: Bools
) -> None:
    """Count tenders, bids, single bids, incumbents kept and prices over the ceiling, by service."""
    flows = state.flows
    service = state.lots.service[notices.lead]
    number = np.bincount(bids.tender, minlength=notices.n)
    flows.count("tenders", service)
    flows.count("bids", service, number.astype(np.float64))
    flows.count("tenders_with_bid", service[number > 0])
    flows.count("single_bids", service[number == 1])
    won = np.flatnonzero((winner >= 0) & ~taken_back)
    flows.count("awards", service[won])
    flows.count("price_over_ceiling", service[won], (bids.price / bids.ceiling)[winner[won]])
    # A body that races for its own service does not hold it yet.
    held = (notices.holder >= 0) & ~state.providers.is_forming[notices.holder]
    contested = won[held[won]]
    flows.count("relets", service[contested])
    flows.count("contracts_ended", service[contested])
    flows.count("contracts_ended", service[taken_back])
    kept = contested[bids.provider[winner[contested]] == notices.holder[contested]]
    flows.count("incumbents_kept", service[kept])
    decided = held & (winner >= 0) & state.world.mechanisms.insourcing
    flows.count("insourcing_decisions", service[decided])
    flows.count("insourced", service[taken_back])
    kind = state.providers.kind[bids.provider]
    flows.count_by_kind("bids", kind, service[bids.tender])
    flows.count_by_kind("awards", kind[winner[won]], service[won])


def log_tender(  # noqa: PLR0913 (the columns of a line of the log)
    state: State,
    notices: Notices,
    tender: int,
    kind: str,
    organisation: int,
    because: str,
    other: int = NOBODY,
    **numbers: Unpack[Numbers],
) -> None:
    """Write one line about a tender."""
    lead = int(notices.lead[tender])
    state.log.add(
        state.month, kind, organisation, other=other, council=int(state.lots.council[lead]),
        service=int(state.lots.service[lead]), lot=lead, because=because, **numbers,
    )  # fmt: skip


def _why_it_bids(bids: Bids, row: int) -> str:
    """What drove a bid at this price."""
    below_cost = bids.price[row] < bids.cost[row]
    if bids.is_holder[row]:
        return "the ceiling, to keep its own lot" if below_cost else "its own lot"
    return "below cost, for a foothold" if below_cost else "worth the most to its bid team"


def log_bids(  # noqa: PLR0913 (all that is known of a month's tenders)
    state: State,
    notices: Notices,
    bids: Bids,
    scores: Floats,
    winner: Ints,
    insourcing: Insourcing,
) -> None:
    """Write every bid and award with its numbers and its because."""
    if not state.log.wants("bid"):
        return
    of_ceiling = (bids.price / bids.ceiling).tolist()
    for row in range(bids.n):
        tender = int(bids.tender[row])
        log_tender(
            state, notices, tender, "bid", int(bids.provider[row]), _why_it_bids(bids, row),
            int(notices.holder[tender]), price=float(bids.price[row]), of_ceiling=of_ceiling[row],
            score=float(scores[row]),
        )  # fmt: skip
    number = np.bincount(bids.tender, minlength=notices.n).tolist()
    for tender in np.flatnonzero(winner >= 0).tolist():
        best, holder = int(winner[tender]), int(notices.holder[tender])
        price = float(bids.price[best])
        if insourcing.back[tender]:
            _log_insourced(state, notices, tender, price, number[tender], insourcing)
            continue
        because = _why_it_won(state, bids, best, np.flatnonzero(bids.tender == tender), scores)
        if notices.route[tender] == Route.RESERVED:
            because = f"reserved for mutuals; {because}"
        log_tender(
            state, notices, tender, "award", int(bids.provider[best]), because, holder,
            price=price, of_ceiling=of_ceiling[best], bids=number[tender],
        )  # fmt: skip


def _log_insourced(  # noqa: PLR0913 (what is known of the decision)
    state: State, notices: Notices, tender: int, price: float, number: int, insourcing: Insourcing
) -> None:
    """Write that a contract is taken back, how likely that was, and what was weighed."""
    seen = state.world.scoring.quality_seen != "not_at_all"
    because = f"the council prefers its own staff at this price{' and quality' * seen}"
    log_tender(
        state, notices, tender, "insourced", int(notices.holder[tender]), because,
        price=price, bids=number, chance=float(insourcing.chance[tender]),
        price_over_in_house=float(insourcing.over[tender]),
        quality=float(insourcing.quality[tender]), taste_in_house=float(insourcing.taste[tender]),
    )  # fmt: skip


def _why_it_won(state: State, bids: Bids, best: int, rivals: Ints, scores: Floats) -> str:
    """Say in words what set the winner apart."""
    if len(rivals) == 1:
        return "the only bid"
    ahead = [row for row in rivals if row != best]
    runner = ahead[int(np.argmax(scores[ahead]))]
    if scores[best] < scores[runner]:
        return "the best bidder could not take on the posts"
    cheaper = bids.price[best] < bids.price[runner]
    better = bids.quality[best] > bids.quality[runner]
    if cheaper and better:
        return "cheaper and better than the runner-up"
    if cheaper:
        return "cheaper than the runner-up"
    if better:
        return "better, though not cheaper, than the runner-up"
    return "seen as better on the day"
