"""The kinds of provider stay apart for every eye and in both lights."""

from itertools import combinations

import numpy as np
import pytest

from sim.registry.words import ENDING_WORDS, KIND_WORDS
from sim.report.drawing.palette import COLOURS, with_variables

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "red-blind": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "green-blind": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "blue-blind": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = TO_XYZ @ np.ones(3)
LEAST_DIFFERENCE = 15.0
LEAST_CONTRAST = 4.5


def linear(code: str) -> np.ndarray:
    parts = np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(code: str, eye: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(TO_XYZ @ np.clip(eye @ linear(code), 0, 1) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("light", ["light", "dark"])
def test_kinds_of_provider_stay_apart_for_every_eye(eye: str, light: str) -> None:
    seen = {kind: lab(getattr(COLOURS[kind], light), EYES[eye]) for kind in KIND_WORDS}
    gaps = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]]))
        for pair in combinations(KIND_WORDS, 2)
    }
    assert min(gaps.values()) > LEAST_DIFFERENCE, gaps


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent"])
def test_text_can_be_read_on_the_page(text: str, light: str) -> None:
    shades = [float(TO_XYZ[1] @ linear(getattr(COLOURS[name], light))) for name in (text, "page")]
    assert (max(shades) + 0.05) / (min(shades) + 0.05) >= LEAST_CONTRAST


def test_no_two_meanings_share_a_light_colour() -> None:
    codes = [colour.light for colour in COLOURS.values()]
    assert len(set(codes)) == len(codes)
    assert all(ending in COLOURS for ending in ENDING_WORDS)


def test_only_known_colours_are_swapped() -> None:
    mutual = COLOURS["mutual"].light
    assert with_variables(f'fill="{mutual.upper()}"') == 'fill="var(--mutual)"'
    assert with_variables('fill="#123456"') == 'fill="#123456"'
