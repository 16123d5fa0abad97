"""April 2013: who holds which lot, under which contract, with which staff, money and debt."""

import numpy as np

from sim.arrays import Ints
from sim.chance import Purpose, identity_of, joined, normal, uniform
from sim.model.opening.councils import council_rows
from sim.model.opening.founding import found_firm, found_group
from sim.model.opening.groups import deal_to_groups
from sim.model.opening.known_lots import known_lots
from sim.model.opening.leanings import note_groups, note_small
from sim.model.opening.local_bodies import LONG_AGO, open_local_bodies
from sim.model.opening.lots import lot_rows, needed_posts, post_rows
from sim.model.opening.money import full_cost_per_post, open_finances
from sim.model.opening.mutuals import open_mutuals
from sim.model.opening.named import open_named_mutuals
from sim.model.opening.names import firm_name
from sim.model.state.codes import Kind
from sim.model.state.estimates import note_mean_reward
from sim.model.state.log import Log
from sim.model.state.money import Payments
from sim.model.state.providers import Providers
from sim.model.state.state import N_SERVICES, Flows, MarketMemory, ServiceColumns, State
from sim.model.state.tables import NOBODY
from sim.registry.sections.services import SERVICES
from sim.registry.world import World
from sim.units import MONTHS_PER_YEAR

EXPECTED_BIDDERS = 3.0
"""Bids a tender that bidders expect before they have seen any (aim of E76)."""
OPENING_PRICE_OVER_CEILING = 0.95
"""Price over ceiling that bidders expect before they have seen any; *assumed*, forgotten within
months."""


def opening_state(
    world: World, seed: int, *, years: int | None = None, keeps_all: bool = True
) -> State:
    """Build the world at month 0."""
    councils = council_rows(world, seed)
    known, need = known_lots(world, councils, needed_posts(world, seed, councils))
    lots = lot_rows(world, councils, need, years or world.time.years, known)
    posts = post_rows(world, seed, lots)
    providers = Providers(N_SERVICES)
    state = State(
        world=world,
        seed=seed,
        month=0,
        services=ServiceColumns(world),
        councils=councils,
        lots=lots,
        posts=posts,
        providers=providers,
        payments=Payments(providers, councils),
        market=MarketMemory(
            N_SERVICES, len(councils.regions), EXPECTED_BIDDERS, OPENING_PRICE_OVER_CEILING
        ),
        log=Log(keeps_all, []),
        flows=Flows.of(lots.n),
        leaving_base=np.zeros(N_SERVICES),
        fill_base=np.zeros(N_SERVICES),
        insource_base=np.zeros(N_SERVICES),
    )
    _solved_constants(state)
    _council_teams(state)
    _groups_and_firms(state)
    note_groups(state)
    open_local_bodies(state)
    _opening_terms(state)
    open_named_mutuals(state)
    open_mutuals(state)
    open_finances(state)
    _count_lots(state)
    state.market.quality[:] = world.quality.start
    return state


def _count_lots(state: State) -> None:
    """Count the lots that each council has at the start, by service."""
    lots, councils = state.lots, state.councils
    here = lots.council[lots.is_open], lots.service[lots.is_open]
    np.add.at(councils.opening_lots, here, 1)


def _solved_constants(state: State) -> None:
    """Take the solved constants of the scenario.

    Where it has none, a first guess without feedback.
    """
    world, services = state.world, state.services
    solved = world.solved
    monthly = services.leaving / MONTHS_PER_YEAR
    guess_fill = np.where(
        services.vacancy > 0,
        monthly * (1 - services.vacancy) / np.maximum(services.vacancy, 1e-9),
        1.0,
    )
    mean = np.clip(services.insourcing, 1e-6, 1 - 1e-6)
    guess_insource = np.log(mean / (1 - mean)) + world.market.insource_quality * world.quality.start
    state.leaving_base[:] = np.where(np.array(solved.leaving) > 0, solved.leaving, services.leaving)
    state.fill_base[:] = np.where(np.array(solved.fill) > 0, solved.fill, guess_fill)
    state.insource_base[:] = np.where(
        np.array(solved.insource) != 0, solved.insource, guess_insource
    )


def _council_teams(state: State) -> None:
    """One provider for each council's own staff, in council order, in the first rows."""
    for council, code in enumerate(state.councils.codes):
        row = state.providers.add(
            f"{state.councils.names[council]} council team",
            f"council:{code}",
            identity=identity_of(f"council:{code}"),
            kind=Kind.IN_HOUSE,
            home=council,
            founded=LONG_AGO,
            offer=1.0,
            is_locked=True,
            can_sell_shares=False,
            kept_share=1.0,
        )
        state.providers.works_in[row] = True
        state.providers.track[row] = state.world.quality.start


def _groups_and_firms(state: State) -> None:
    """Deal out the lots held outside at the start.

    To private groups by their sizes, the rest to small providers.
    """
    groups = [found_group(state, group) for group in state.world.groups]
    for code, name in enumerate(SERVICES):
        service = getattr(state.world.services, name)
        drawn = state.lots.is_open & (state.lots.promised_to == NOBODY)
        lots = np.flatnonzero(drawn & (state.lots.service == code))
        if not len(lots):
            continue
        shares = np.array([getattr(group, name) for group in state.world.groups])
        group_share = service.group_share * bool(shares.sum() > 0)
        outside = _outside_first(state, lots, service.spread_of_openness, code)
        posts = state.lots.required[outside]
        reached = (np.cumsum(posts) - posts / 2) / max(posts.sum(), 1)
        bought = outside[reached < service.small_share + group_share]
        bought = _as_known(state, outside, bought, name)
        draw = uniform(state.seed, Purpose.OPENING_GROUP, 0, state.lots.identity[bought])
        bought = bought[np.argsort(draw, kind="stable")]
        posts = state.lots.required[bought]
        part = group_share / max(group_share + service.small_share, np.finfo(float).tiny)
        for_groups = (np.cumsum(posts) - posts / 2) / max(posts.sum(), 1) < part
        if for_groups.any():
            deal_to_groups(state, bought[for_groups], groups, shares, code)
        _deal_to_firms(
            state, bought[~for_groups], service.lots_per_small, service.for_profit_share, code
        )


def _outside_first(state: State, lots: Ints, spread: float, code: int) -> Ints:
    """Lots in the order in which they are bought in.

    Some councils buy nearly everything, some run it all.
    """
    councils = state.councils
    openness = spread * normal(
        state.seed, Purpose.OPENING_COUNCIL, 2, joined(councils.identity, np.full(1, code))
    )
    luck = uniform(state.seed, Purpose.OPENING_LOT, 0, state.lots.identity[lots])
    luck = np.clip(luck, np.finfo(float).eps, 1 - np.finfo(float).eps)
    score = openness[state.lots.council[lots]] + np.log(luck / (1 - luck))
    ordered: Ints = lots[np.argsort(-score, kind="stable")]
    return ordered


def _as_known(state: State, outside: Ints, bought: Ints, service: str) -> Ints:
    """What is bought in, after councils of which a scenario knows how much they buy in.

    outside: lots in the order in which they are bought in.
    """
    for market in state.world.markets:
        if market.service != service or market.council not in state.councils.codes:
            continue
        council = state.councils.codes.index(market.council)
        own = outside[state.lots.council[outside] == council]
        posts = state.lots.required[own]
        reached = (np.cumsum(posts) - posts / 2) / max(posts.sum(), 1)
        elsewhere = bought[state.lots.council[bought] != council]
        bought = np.concatenate((elsewhere, own[reached < market.bought_in]))
    return bought


def _deal_to_firms(
    state: State, lots: Ints, lots_each: float, for_profit: float, code: int
) -> None:
    """Give each council's lots to small providers of that council, so many lots each on average."""
    council_of = state.lots.council[lots]
    draw = uniform(state.seed, Purpose.OPENING_FIRM, 0, state.lots.identity[lots])
    for council in np.unique(council_of):
        own = lots[council_of == council]
        n_firms = max(1, round(len(own) / lots_each))
        chosen = (draw[council_of == council] * n_firms).astype(np.int64)
        for nth in np.unique(chosen):
            label = f"small:{state.councils.codes[council]}:{SERVICES[code]}:{nth}"
            identity = np.array([identity_of(label)], dtype=np.uint64)
            traits = float(uniform(state.seed, Purpose.FIRM_TRAITS, 0, identity)[0])
            is_charity = traits >= for_profit
            name = firm_name(state, int(council), code, int(nth), is_charity=is_charity)
            row = found_firm(
                state, name, label, Kind.SMALL, int(council), LONG_AGO, is_charity=is_charity
            )
            note_small(state, row, code)
            state.lots.holder[own[chosen == nth]] = row


def _opening_terms(state: State) -> None:
    """Put part of outside staff on new terms, and give running contracts an end.

    Ends are staggered over the term.
    """
    world, lots, posts = state.world, state.lots, state.posts
    external = np.flatnonzero(state.is_external())
    new_terms = np.array([getattr(world.services, name).opening_new_terms for name in SERVICES])
    share = np.where(state.is_external(), new_terms[lots.service], 0.0)
    draw = uniform(state.seed, Purpose.OPENING_TERM, 1, posts.identity)
    is_new = draw < share[posts.lot]
    # What employers chose before April 2013, whatever code or guarantee comes then.
    chosen = state.providers.offer if world.mechanisms.new_terms else np.ones(state.providers.n)
    offer = chosen[lots.holder]
    posts.reward[:] = np.where(is_new, offer[posts.lot], 1.0)
    posts.log_reward[:] = np.log(posts.reward)
    people = np.add.reduceat(posts.is_filled.astype(np.float64), lots.first_post)
    reward = np.add.reduceat(posts.reward * posts.is_filled, lots.first_post)
    note_mean_reward(state, people, reward)
    _start_contracts(state, external)


def _start_contracts(state: State, rows: Ints) -> None:
    """Let the contracts of these lots run, with ends spread over a term."""
    world, lots = state.world, state.lots
    term = world.market.contract_months
    draw = uniform(state.seed, Purpose.OPENING_TERM, 0, lots.identity[rows])
    if world.policy.synchronous_lettings:
        draw = np.full(len(rows), 1 / 2)
    left = world.market.notice_months + 1 + (draw * term).astype(np.int32)
    lots.end[rows] = left
    lots.start[rows] = left - term
    lots.extension[rows] = world.market.extension_months
    markup = np.array([state.world.kinds.mutual.opening_markup] * (Kind.GROUP + 1))
    markup[Kind.SMALL] = world.kinds.small.opening_markup
    markup[Kind.GROUP] = world.kinds.group.opening_markup
    holder = lots.holder[rows]
    cost = full_cost_per_post(state, rows)
    price = cost * (1 + markup[state.providers.kind[holder]])
    lots.set_price(rows, np.minimum(price, state.ceilings()[rows]))
