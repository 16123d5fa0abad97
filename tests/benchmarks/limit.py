"""The limit: the same staff month as hand-written C, checked against the model's own."""

import ctypes
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.chance import Purpose
from sim.model.month.phases import open_month
from sim.model.month.workforce import work_a_month
from sim.model.opening.opening import opening_state
from sim.model.rules.staff import commitment_slope
from sim.model.state.codes import Kind
from sim.model.state.state import N_SERVICES, State
from sim.registry.world import World
from tests.benchmarks.peer_chance import key_of

SOURCE = Path(__file__).with_name("staff.c")
FLAGS = ("-O3", "-march=native", "-std=c11", "-shared", "-fPIC")
MOST_POSTS = 4096
TOLERANCE = 1e-12
"""C adds the staff of a lot up one by one, numpy in pairs: the last digits may differ."""

POSTS = (
    ("identity", "person", "is_on", "is_filled", "is_member", "nth_holder", "tenure")
    + ("reward", "log_reward", "personal", "commitment")
)  # fmt: skip
LOTS = ("first_post", "n_posts", "holder", "required", "end", "harmonise", "service", "is_open")
FLOWS = (
    ("pay", "agency", "hires", "leavers", "leavers_first", "leavers_protected")
    + ("filled_at_start", "filled_first", "filled_protected")
)  # fmt: skip
ROOM = ("people", "protected_", "rewards", "rewards_protected")
KEYS = ("leaving_key", "hiring_key", "person_key")
COUNTS = ("n_lots", "n_providers", "n_teams", "month", "n_services")
NUMBERS = (
    ("agency_cover", "agency_premium", "base_commitment", "commitment_step", "fill_elasticity")
    + ("first_year_factor", "insecurity", "insecurity_months", "personal_spread", "pull", "slope")
    + ("tier_gap", "unfairness", "voice_gain", "voice_full", "voice_dilution", "workload")
)  # fmt: skip
COLUMNS = (
    *POSTS, *LOTS, "mean_reward", "pay", "agency", "hires", "leavers", "leavers_first",
    "leavers_protected", "filled_at_start", "filled_first", "filled_protected", "offer", "voice",
    "stage", "is_mutual", "members", "leaving_base", "fill_base", "council_reward", *ROOM,
)  # fmt: skip


class Month(ctypes.Structure):
    """The arguments of the C code, in its order."""

    _fields_ = (
        [(name, ctypes.c_void_p) for name in COLUMNS]
        + [(name, ctypes.c_uint64) for name in KEYS]
        + [(name, ctypes.c_int64) for name in COUNTS]
        + [("ndtri", ctypes.c_void_p)]
        + [(name, ctypes.c_double) for name in NUMBERS]
    )


def has_compiler() -> bool:
    """Whether a C compiler is here."""
    return shutil.which("gcc") is not None


def compiled(folder: Path) -> ctypes.CDLL:
    """The C code, compiled for this machine."""
    library = folder / "staff.so"
    subprocess.run(["gcc", *FLAGS, str(SOURCE), "-o", str(library), "-lm"], check=True)
    return ctypes.CDLL(str(library))


def _normal_quantile() -> int:
    """Address of the very function that gives the model its normal draws."""
    from scipy.special import cython_special

    capsule = cython_special.__pyx_capi__["ndtri"]
    name_of = ctypes.pythonapi.PyCapsule_GetName
    name_of.restype, name_of.argtypes = ctypes.c_char_p, [ctypes.py_object]
    address_of = ctypes.pythonapi.PyCapsule_GetPointer
    address_of.restype, address_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return int(address_of(capsule, name_of(capsule)))


class StaffInC:
    """The staff month of a state in C: works on the columns of the state it is given."""

    def __init__(self, library: ctypes.CDLL, state: State) -> None:
        assert int(state.lots.n_posts.max()) <= MOST_POSTS
        self.work = library.work_a_month
        self.work.argtypes = [ctypes.POINTER(Month)]
        self.state, self.month = state, Month()
        self.kept: dict[str, Any] = {
            "members": np.zeros(state.providers.n),
            "council_reward": state.services.council_reward,
            "leaving_base": state.leaving_base,
            "fill_base": state.fill_base,
            **{name: np.zeros(state.lots.n) for name in ROOM},
        }
        self._fix_numbers()

    def play(self) -> None:
        """One month, after which the state's columns say what the model's own month would."""
        state, month = self.state, self.month
        self.kept["is_mutual"] = state.providers.kind == Kind.MUTUAL
        for owner, names in (
            (state.posts, POSTS),
            (state.lots, (*LOTS, "mean_reward")),
            (state.flows, FLOWS),
            (state.providers, ("offer", "voice", "stage")),
        ):
            for name in names:
                setattr(month, name, getattr(owner, name).ctypes.data)
        for name, column in self.kept.items():
            setattr(month, name, column.ctypes.data)
        month.month = state.month
        for name, purpose, when in (
            ("leaving_key", Purpose.LEAVING, state.month),
            ("hiring_key", Purpose.HIRING, state.month),
            ("person_key", Purpose.PERSON, 0),
        ):
            setattr(month, name, key_of((state.seed, int(purpose), when)))
        self.work(ctypes.byref(month))

    def _fix_numbers(self) -> None:
        state, month, staff = self.state, self.month, self.state.world.staff
        month.n_lots, month.n_providers = state.lots.n, state.providers.n
        month.n_teams, month.n_services = state.n_council_teams, N_SERVICES
        month.ndtri = _normal_quantile()
        month.agency_cover = float(state.services.agency_cover)
        month.commitment_step = 1 - 0.5 ** (1 / staff.commitment_half_life)
        month.slope = commitment_slope(staff.commitment_on_leaving, staff.personal_spread)
        month.voice_gain, month.voice_full = staff.voice, staff.voice_full_members
        for name in set(NUMBERS) - {
            "agency_cover", "commitment_step", "slope", "voice_gain", "voice_full",
        }:  # fmt: skip
            setattr(month, name, getattr(staff, name))


@dataclass(frozen=True, slots=True)
class Agreed:
    """What C and the model agreed on."""

    months: int
    leavers: int
    hires: int
    largest_gap: float
    """Of any pay, reward or commitment, relative to its largest."""


def compare(library: ctypes.CDLL, world: World, seed: int, months: int) -> Agreed:
    """Play staff months in both; raises AssertionError at the first difference."""
    ours, theirs = opening_state(world, seed), opening_state(world, seed)
    in_c = StaffInC(library, theirs)
    leavers = hires = 0
    gap = 0.0
    for _ in range(months):
        open_month(ours)
        open_month(theirs)
        work_a_month(ours)
        in_c.play()
        gap = max(gap, _gap(ours, theirs))
        leavers += int(ours.flows.leavers.sum())
        hires += int(ours.flows.hires.sum())
        ours.month += 1
        theirs.month += 1
    return Agreed(months, leavers, hires, gap)


def _gap(ours: State, theirs: State) -> float:
    """Largest relative difference in numbers, once everybody is found to be the same."""
    filled = ours.posts.is_filled
    assert np.array_equal(filled, theirs.posts.is_filled)
    for name in ("person", "nth_holder", "tenure", "is_member"):
        mine, other = getattr(ours.posts, name), getattr(theirs.posts, name)
        assert np.array_equal(mine[filled], other[filled]), name
    for name in FLOWS[2:]:
        assert np.array_equal(getattr(ours.flows, name), getattr(theirs.flows, name)), name
    gap = 0.0
    for mine, other in (
        *((getattr(ours.posts, n)[filled], getattr(theirs.posts, n)[filled]) for n in POSTS[7:]),
        (ours.lots.mean_reward, theirs.lots.mean_reward),
        (ours.flows.pay, theirs.flows.pay),
        (ours.flows.agency, theirs.flows.agency),
    ):
        gap = max(gap, float(np.abs(mine - other).max() / max(np.abs(mine).max(), 1e-300)))
    assert gap < TOLERANCE, f"numbers differ by {gap:.1e}"
    return gap
