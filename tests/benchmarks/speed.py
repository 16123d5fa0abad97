"""(a) and (c): the staff month and the whole run, beside plain Mesa and beside hand-written C."""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np

import sim
from sim.model.mesa import MutualsModel
from sim.model.month.phases import PHASES, close_month, open_month
from sim.model.month.workforce import work_a_month
from sim.model.one_run import forget, run
from sim.model.opening.opening import opening_state
from sim.model.state.state import State
from sim.registry.world import World
from tests.benchmarks import gate, limit
from tests.benchmarks.peer import PeerModel, plain_world
from tests.benchmarks.peer_chance import key_of
from tests.benchmarks.peer_people import MONTHS
from tests.benchmarks.timing import Bar, Job, Part, Size, cpu, in_turn, median, ratio

SWEPT = 16_000_000
"""Numbers swept to see how fast memory is: 128 MB, more than any cache."""
STAFF_MONTH = "staff month, plain Mesa over model"
WHOLE_MESA = "whole run, plain Mesa over model"
WHOLE_RUN = "whole run with all mechanisms, model over staff months alone in C"
BYTES_A_POST = 71
"""Columns of a post that a staff month reads or writes, each once, in bytes."""


def agree(size: Size) -> list[str]:
    """The gate: what model and peer, and model and C, agreed on; raises where they do not."""
    told = []
    for scenario, months in size((("tiny", 60), ("england", 13)), (("tiny", 14),)):
        found = gate.compare(plain_world(scenario), seed=1, months=months)
        told.append(
            f"Model and peer agree on `{scenario}` in each of {found.months} months: "
            f"{found.leavers:,} leavers and {found.hires:,} hires one by one, the winners of "
            f"{found.awards} tenders, {found.moved} moves, every account to {found.largest_gap:.0e} of the "
            "largest."
        )
        if limit.has_compiler():
            with tempfile.TemporaryDirectory() as place:
                library = limit.compiled(Path(place))
                same = limit.compare(library, plain_world(scenario), seed=1, months=months)
            told.append(
                f"Model and C agree on `{scenario}` in each of {same.months} months: "
                f"{same.leavers:,} leavers and {same.hires:,} hires one by one, numbers to "
                f"{same.largest_gap:.0e}."
            )
    return told


def measure(size: Size) -> Part:
    """Staff month and whole run of model, peer and C."""
    part = Part("speed", "The staff month and the whole run, beside plain Mesa and C")
    part.notes += agree(size)
    scenario, years = size("england", "tiny"), size(5, 1)
    with tempfile.TemporaryDirectory() as place:
        _staff_months(part, scenario, size, Path(place))
        _whole_runs(part, scenario, years, size, Path(place))
    return part


def _staff_months(part: Part, scenario: str, size: Size, place: Path) -> None:
    world = plain_world(scenario)
    ours = opening_state(world, 1)
    peers = {"by address": PeerModel(ours), "Mesa's draws": PeerModel(ours, by_address=False)}
    ours = opening_state(world, 1)
    jobs: dict[str, Job] = {"model": partial(_staff_month, ours)}
    for name, peer in peers.items():
        jobs[f"plain Mesa, {name}"] = partial(_peer_month, peer)
    if limit.has_compiler():
        theirs = opening_state(world, 1)
        in_c = limit.StaffInC(limit.compiled(place), theirs)
        jobs["C"] = partial(_c_month, in_c)
    times = in_turn(jobs, size.repeats + 2)
    times = {name: found[2:] or found for name, found in times.items()}
    # Plain Mesa takes hundreds of times as long; the others are timed again, often, beside each
    # other.
    quick = in_turn({n: jobs[n] for n in ("model", "C") if n in jobs}, 8 * size.repeats)
    posts = int(ours.posts.is_on.sum())
    for name, found in {**times, **quick}.items():
        part.rows.append(
            {
                "what": f"staff month, {posts:,} posts: {name}",
                "CPU s": median(found),
                "times the model": ratio(times[name], times["model"])
                if name not in quick
                else ratio(found, quick["model"]),
            }
        )
    mesa = ratio(times["plain Mesa, by address"], times["model"])
    part.bars.append(Bar(STAFF_MONTH, mesa, 60, "times", at_least=True))
    if "C" in quick:
        part.bars.append(
            Bar("staff month, model over C", ratio(quick["model"], quick["C"]), 2, "times")
        )
        bandwidth = _bandwidth(place)
        floor = ours.posts.n * BYTES_A_POST / bandwidth
        part.notes.append(
            f"Memory: {bandwidth / 1e9:.1f} GB a second read and written on one core (an array of "
            f"{SWEPT * 8 / 1e6:.0f} MB). The columns of a staff month ({BYTES_A_POST} bytes a post) would pass once "
            f"in {floor * 1e3:.2f} ms; C takes {median(quick['C']) * 1e3:.2f} ms."
        )


def _whole_runs(part: Part, scenario: str, years: int, size: Size, place: Path) -> None:
    plain, full = plain_world(scenario), sim.load(scenario)
    jobs: dict[str, Job] = {
        "plain Mesa": partial(_peer_run, plain, years),
        "model, the same mechanisms and figures": partial(_like_the_peer, plain, years),
        "model, the same mechanisms, with its whole record": partial(_model_run, plain, years),
        "model, all mechanisms, four figures a month": partial(_like_the_peer, full, years),
        "model, all mechanisms": partial(_model_run, full, years),
        "model, all mechanisms, with null markets and tables": partial(
            run, full, seed=1, years=years, detail="study"
        ),
    }
    if limit.has_compiler():
        library = limit.compiled(place)
        jobs["C, staff alone"] = partial(_c_run, library, plain, years)
    times = in_turn(jobs, size.repeats)
    ours = times["model, the same mechanisms and figures"]
    for name, found in times.items():
        part.rows.append(
            {
                "what": f"run of {years} years: {name}",
                "CPU s": median(found),
                "times the model": ratio(found, ours),
            }
        )
    whole = ratio(times["plain Mesa"], ours)
    part.bars.append(Bar(WHOLE_MESA, whole, 50, "times", at_least=True))
    if "C, staff alone" in times:
        over = ratio(times["model, all mechanisms"], times["C, staff alone"])
        part.bars.append(Bar(WHOLE_RUN, over, 4, "times"))
        bare = ratio(times["model, all mechanisms, four figures a month"], times["C, staff alone"])
        part.notes.append(
            f"Without its record, of which C keeps nothing, the run with all mechanisms takes {bare:.1f} "
            "times the staff months in C."
        )


def _staff_month(state: State) -> None:
    open_month(state)
    work_a_month(state)
    state.month += 1


def _peer_month(peer: PeerModel) -> None:
    peer.monthly = {p: key_of((peer.seed_of_luck, int(p), peer.month)) for p in peer.lasting}
    peer.work()
    peer.month += 1


def _c_month(in_c: limit.StaffInC) -> None:
    open_month(in_c.state)
    in_c.play()
    in_c.state.month += 1


def _peer_run(world: World, years: int) -> None:
    peer = PeerModel(opening_state(world, 1, years=years, keeps_all=False))
    for _ in range(years * MONTHS):
        peer.step()
    peer.remove_all_agents()
    _let_go(peer)


def _let_go(peer: PeerModel) -> None:
    """Mesa 3.3 keeps every model it has seen alive."""
    import mesa

    registry = getattr(mesa.Agent, "_ids", None)
    if registry is not None:
        registry.pop(peer, None)


def _like_the_peer(world: World, years: int) -> None:
    """The months of the model, of which four totals are noted each month, as the peer does."""
    state, figures = opening_state(world, 1, years=years, keeps_all=False), []
    for _ in range(years * MONTHS):
        for _name, phase in PHASES:
            phase(state)
        close_month(state)
        flows, posts = state.flows, state.posts
        totals = (flows.leavers.sum(), flows.hires.sum(), posts.is_filled.sum())
        figures.append((*totals, state.providers.cash.sum()))


def _model_run(world: World, years: int) -> None:
    model = MutualsModel(world, seed=1, years=years, detail="study")
    while model.running:
        model.step()
    forget(model)


def _c_run(library: object, world: World, years: int) -> None:
    """Staff months alone, as many as the run has: no opening, no market, no record."""
    state = _opened(world)
    in_c = limit.StaffInC(library, state)  # type: ignore[arg-type]
    for _ in range(years * MONTHS):
        in_c.play()
        state.month += 1


_KEPT: dict[int, State] = {}


def _opened(world: World) -> State:
    """A state to work on, opened once: its opening is no part of the limit."""
    if id(world) not in _KEPT:
        _KEPT[id(world)] = opening_state(world, 1)
        open_month(_KEPT[id(world)])
    return _KEPT[id(world)]


def _bandwidth(place: Path) -> float:
    """Bytes a second that one core reads and writes in a large array."""
    import ctypes

    sweep = limit.compiled(place).sweep
    sweep.argtypes = [ctypes.c_void_p, ctypes.c_int64]
    column = np.zeros(SWEPT)
    return (
        2
        * column.nbytes
        / median([cpu(lambda: sweep(column.ctypes.data, SWEPT)) for _ in range(5)])
    )
