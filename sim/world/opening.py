"""April 2013: who holds which lot, under which contract, with which staff, money and debt."""

import numpy as np

from sim.chance import Purpose, identity_of, joined, normal, uniform
from sim.log import Log
from sim.registry.schema import World
from sim.registry.services import SERVICES
from sim.world.councils import council_rows
from sim.world.estimates import direct_cost_per_post, mean_reward, offers, overhead_of
from sim.world.founding import (
    firm_name,
    found_firm,
    found_group,
    found_spin_out,
    named_spin_out,
    planned_spin_out,
)
from sim.world.ledger import Ledger
from sim.world.opening_lots import lot_rows, needed_posts, post_rows
from sim.world.state import (
    MONTHS_PER_YEAR,
    N_SERVICES,
    WEEKS_PER_YEAR,
    Flows,
    Market,
    ServiceColumns,
    State,
)
from sim.world.tables import (
    GROUP,
    IN_HOUSE,
    MUTUAL,
    NOBODY,
    SHORTLIST,
    SMALL,
    Floats,
    Ints,
    Providers,
    sums,
)

EXPECTED_BIDDERS = 3.0
"""Bids a tender that bidders expect before they have seen any (aim of E76)."""
OPENING_PRICE_OVER_CEILING = 0.95
"""Price over ceiling that bidders expect before they have seen any; *assumed*, forgotten within
months."""
LONG_AGO = -60
"""Month before which nobody asks when a firm that is there at the start was founded."""


def opening_state(
    world: World, seed: int, *, years: int | None = None, keeps_all: bool = True
) -> State:
    """Build the world at month 0."""
    councils = council_rows(world, seed)
    need = needed_posts(world, seed, councils)
    lots = lot_rows(world, councils, need, years or world.time.years)
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
        ledger=Ledger(providers, councils),
        market=Market(
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
    _opening_terms(state)
    _mutuals(state)
    open_finances(state)
    state.market.quality[:] = world.quality.start
    return state


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
            kind=IN_HOUSE,
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
    groups = [found_group(state, group.name) for group in state.world.groups]
    for row, group in zip(groups, state.world.groups, strict=True):
        state.providers.works_in[row] = [getattr(group, name) > 0 for name in SERVICES]
    for code, name in enumerate(SERVICES):
        service = getattr(state.world.services, name)
        lots = np.flatnonzero(state.lots.is_open & (state.lots.service == code))
        if not len(lots):
            continue
        shares = np.array([getattr(group, name) for group in state.world.groups])
        group_share = service.group_share * bool(shares.sum() > 0)
        outside = _outside_first(state, lots, service.spread_of_openness, code)
        posts = state.lots.required[outside]
        reached = (np.cumsum(posts) - posts / 2) / max(posts.sum(), 1)
        bought = outside[reached < service.small_share + group_share]
        draw = uniform(state.seed, Purpose.OPENING_GROUP, 0, state.lots.identity[bought])
        bought = bought[np.argsort(draw, kind="stable")]
        posts = state.lots.required[bought]
        part = group_share / max(group_share + service.small_share, np.finfo(float).tiny)
        for_groups = (np.cumsum(posts) - posts / 2) / max(posts.sum(), 1) < part
        if for_groups.any():
            _deal_to_groups(state, bought[for_groups], groups, shares, code)
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


def _deal_to_groups(state: State, lots: Ints, groups: list[int], shares: Floats, code: int) -> None:
    """Give each lot to a group by its size.

    Groups are stronger in some regions than in others.
    """
    councils, spread = state.councils, state.world.kinds.group.region_spread
    identity = state.providers.identity[groups]
    regions = np.array([identity_of(region) for region in councils.regions], dtype=np.uint64)
    strength = np.exp(
        spread
        * normal(
            state.seed, Purpose.OPENING_GROUP, 1, joined(identity[:, None], regions[None, :], code)
        )
    )
    region = councils.region[state.lots.council[lots]]
    weight = np.tile(shares / shares.sum(), (len(councils.regions), 1)) * strength.T
    # Scale the groups until each gets its share of the nation, whatever its regions (iterative
    # fitting).
    lots_by_region = np.bincount(region, minlength=len(councils.regions)).astype(np.float64)
    for _ in range(FITTING_ROUNDS):
        chance = weight / weight.sum(axis=1, keepdims=True)
        reached = lots_by_region @ chance / lots_by_region.sum()
        weight = weight * np.divide(
            shares / shares.sum(), reached, out=np.ones(len(shares)), where=reached > 0
        )
    chance = weight / weight.sum(axis=1, keepdims=True)
    draw = uniform(state.seed, Purpose.OPENING_GROUP, 2, state.lots.identity[lots])
    chosen = (
        (draw[:, None] >= np.cumsum(chance, axis=1)[region]).sum(axis=1).clip(0, len(groups) - 1)
    )
    state.lots.holder[lots] = np.array(groups, dtype=np.int32)[chosen]


FITTING_ROUNDS = 50


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
                state, name, label, SMALL, int(council), LONG_AGO, is_charity=is_charity
            )
            state.providers.works_in[row, code] = True
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
    offer = offers(state)[lots.holder]
    posts.reward[:] = np.where(is_new, offer[posts.lot], 1.0)
    posts.log_reward[:] = np.log(posts.reward)
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
    markup = np.array([state.world.kinds.mutual.opening_markup] * (GROUP + 1))
    markup[SMALL] = world.kinds.small.opening_markup
    markup[GROUP] = world.kinds.group.opening_markup
    holder = lots.holder[rows]
    cost = full_cost_per_post(state, rows)
    lots.unit_price[rows] = np.minimum(
        cost * (1 + markup[state.providers.kind[holder]]), state.ceilings()[rows]
    )


def full_cost_per_post(state: State, rows: Ints) -> Floats:
    """Yearly cost of a required post to each lot's holder, full overhead included.

    GBP. Shape of `rows`.
    """
    lots, holder = state.lots, state.lots.holder[rows]
    years = np.full(len(rows), state.world.market.contract_months / MONTHS_PER_YEAR)
    direct = direct_cost_per_post(state, rows, holder, mean_reward(state), offers(state), years)
    size = sums(holder, direct * lots.required[rows], state.providers.n)
    cost: Floats = direct * (1 + overhead_of(state, size[holder], holder))
    return cost


def _mutuals(state: State) -> None:
    """Found the mutuals that trade in April 2013.

    Those the scenario names, and as many more as it says.
    """
    world = state.world
    for mutual in world.mutuals:
        if mutual.founded_month <= 0 and mutual.council in state.councils.codes:
            plan = named_spin_out(state, mutual)
            lots = lots_to_spin_out(state, plan.council, plan.service, mutual.lots)
            if len(lots):
                begin_spin_out(state, found_spin_out(state, plan), lots, mutual.contract_months)
    for council, service, founded in _cells_with_mutuals(state):
        plan = planned_spin_out(state, council, service, 0, founded)
        lots = lots_to_spin_out(state, council, service, world.spin_outs.most_lots)
        begin_spin_out(state, found_spin_out(state, plan), lots, 0)


def _cells_with_mutuals(state: State) -> list[tuple[int, int, int]]:
    """Council, service and founding month of the unnamed mutuals.

    Likelier where the council's taste is strong.
    """
    world, councils = state.world, state.councils
    wanted = round(world.spin_outs.opening_mutuals * min(1.0, councils.n / ENGLAND_COUNCILS))
    factor = np.array([getattr(world.services, name).spin_out_factor for name in SERVICES])
    weight = councils.taste_mutual[:, None] * factor[None, :]
    cells = joined(councils.identity[:, None], np.arange(N_SERVICES)[None, :])
    draw = uniform(state.seed, Purpose.OPENING_MUTUAL, 0, cells)
    has_lots = np.zeros((councils.n, N_SERVICES), dtype=bool)
    mine = state.lots.is_open & (state.lots.holder < councils.n)
    has_lots[state.lots.council[mine], state.lots.service[mine]] = True
    taken = {
        (councils.codes.index(m.council), SERVICES.index(m.service))
        for m in world.mutuals
        if m.council in councils.codes
    }
    for cell in taken:
        has_lots[cell] = False
    # The largest of u^(1/w) is a draw without replacement in proportion to w (Efraimidis and
    # Spirakis 2006).
    key = np.where(
        has_lots & (weight > 0),
        np.log(np.maximum(draw, np.finfo(float).tiny)) / np.maximum(weight, np.finfo(float).tiny),
        -np.inf,
    )
    order = np.argsort(-key, axis=None, kind="stable")[:wanted]
    age = uniform(state.seed, Purpose.OPENING_MUTUAL, 1, cells)
    return [
        (int(i // N_SERVICES), int(i % N_SERVICES), -int(age.flat[i] * OLDEST_MUTUAL))
        for i in order
        if np.isfinite(key.flat[i])
    ]


ENGLAND_COUNCILS = 151
"""Councils among which `spin_outs.opening_mutuals` are counted; a smaller world has its part of
them."""
OLDEST_MUTUAL = 36
"""Months before April 2013 in which the first of today's mutuals was founded (E52)."""


def lots_to_spin_out(state: State, council: int, service: int, most: int) -> Ints:
    """In-house lots of a council and service that nothing else is about to happen to.

    At most so many.
    """
    lots = state.lots
    free = (
        (lots.council == council)
        & (lots.service == service)
        & lots.is_open
        & (lots.holder < state.n_council_teams)
        & (lots.next_holder == NOBODY)
    )
    found: Ints = np.flatnonzero(free)[:most].astype(np.int32)
    return found


def begin_spin_out(state: State, row: int, lots: Ints, contract_months: int) -> None:
    """Hand the lots and their staff to a spun-out body on its first contract.

    It starts at its first price.
    """
    world, table, providers = state.world, state.lots, state.providers
    usual = round(world.market.contract_months * world.market.first_contract_factor)
    table.holder[lots] = row
    table.start[lots] = providers.founded[row]
    end = providers.founded[row] + (contract_months or usual)
    table.end[lots] = max(int(end), state.month + world.market.notice_months + 1)
    table.extension[lots] = world.market.extension_months
    table.letting[lots] += 1
    table.route[lots] = SHORTLIST
    table.unit_price[lots] = np.minimum(
        full_cost_per_post(state, lots) * world.spin_outs.first_price, state.ceilings()[lots]
    )
    start_trading(state, row, lots)


def start_trading(state: State, row: int, lots: Ints) -> None:
    """What follows when a spun-out body has its first contract.

    Members, customers, cost left behind.
    """
    world, table, providers = state.world, state.lots, state.providers
    providers.is_forming[row] = False
    providers.works_in[row, table.service[lots]] = True
    turnover = float(table.value[lots].sum())
    providers.turnover_start[row] = turnover
    share = providers.customer_fee[row]
    if share > 0:
        providers.customers[row] = CUSTOMERS
        providers.customer_fee[row] = (
            turnover * share / (1 - min(share, MOST_CUSTOMER_SHARE)) / CUSTOMERS
        )
    if world.mechanisms.stranded_cost:
        cost = state.services.in_house_direct[table.service[lots]] * table.required[lots]
        left = cost.sum() * world.costs.recharge * world.costs.stranded_share / MONTHS_PER_YEAR
        until = int(providers.founded[row]) + world.costs.stranded_months
        council = int(table.council[lots[0]])
        if until > state.month:
            state.notes.setdefault("stranded", []).append((council, float(left), until))
            state.councils.stranded[council] += left
    _join_as_members(state, row, lots)


CUSTOMERS = 100
"""Sub-accounts among which a mutual's customers are counted; each is one per cent of those at
the start."""
MOST_CUSTOMER_SHARE = 0.95
"""Largest part of turnover that customers may bring beside a council contract."""
STAFF_STARTED = 2
"""Code of `providers.origin` for a mutual that staff began."""


def _join_as_members(state: State, row: int, lots: Ints) -> None:
    """Staff become members; where they began it themselves, they are keener from the start."""
    posts, providers = state.posts, state.providers
    mine = np.isin(posts.lot, lots)
    posts.is_member[mine] = providers.kind[row] == MUTUAL
    if providers.origin[row] == STAFF_STARTED and providers.voice[row] > 0:
        gain = state.world.staff.staff_started_gain
        posts.commitment[mine] = np.clip(posts.commitment[mine] + gain, 0.0, 1.0)


def open_finances(state: State) -> None:
    """Give every provider its opening cash, debt and a year of expected accounts behind it."""
    rows = np.arange(state.providers.n)
    fill_rings(state, rows)
    outside = state.providers.kind != IN_HOUSE
    endow(state, rows[outside])
    _opening_debt(state)


def fill_rings(state: State, rows: Ints) -> None:
    """Set the last year's accounts of these providers to what they would expect of a year."""
    lots, providers = state.lots, state.providers
    held = np.flatnonzero(lots.is_open)
    holder = lots.holder[held]
    years = np.ones(len(held))
    unit = direct_cost_per_post(state, held, holder, mean_reward(state), offers(state), years)
    direct = sums(holder, unit * lots.required[held], providers.n)
    turnover = sums(holder, lots.value[held], providers.n)
    overhead = direct * overhead_of(state, direct, np.arange(providers.n))
    turnover = np.where(providers.kind == IN_HOUSE, direct + overhead, turnover)
    months = MONTHS_PER_YEAR
    providers.direct[rows] = direct[rows, None] / months
    providers.turnover[rows] = turnover[rows, None] / months
    providers.earnings[rows] = (turnover - direct - overhead)[rows, None] / months
    providers.overhead_base[rows] = direct[rows]
    providers.turnover_start[rows] = turnover[rows]


def endow(state: State, rows: Ints) -> None:
    """Pay in the reserves these providers start with, so many weeks of their yearly cost."""
    kinds, providers = state.world.kinds, state.providers
    weeks = np.array(
        [k.reserve_weeks for k in (kinds.in_house, kinds.mutual, kinds.small, kinds.group)]
    )
    kind = np.where(providers.is_spun_out[rows], MUTUAL, providers.kind[rows])
    cash = providers.yearly_direct[rows] * weeks[kind] / WEEKS_PER_YEAR
    state.ledger.pay("opening balances", ("provider", rows), cash, "opening reserves")


def _opening_debt(state: State) -> None:
    """Private groups open with debt in proportion to their own modelled earnings.

    Owners had the money long ago.
    """
    world, providers = state.world, state.providers
    if world.mechanisms.debt:
        owes = (providers.kind == GROUP) * np.maximum(providers.yearly_earnings, 0.0)
        providers.debt[:] = owes * world.finance.group_debt
