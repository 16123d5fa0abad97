"""Verdicts, estimates and manifests come back from disk as what they were, or are refused."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from sim.errors import DamageError
from sim.studies.question.experiment import Hypothesis
from sim.studies.store.files import MANIFEST, VERDICTS
from sim.studies.store.manifest import Asked, Manifest, read_manifest, write_manifest
from sim.studies.store.result import open_result
from sim.studies.store.verdict import (
    Space,
    StoredEstimate,
    StoredVerdict,
    ToldVerdict,
    Verdict,
    read_estimates,
    read_verdicts,
    write_estimates,
    write_verdicts,
)
from sim.studies.study import Parts, load_study, study
from tests.sealed import rewrite
from tests.studies import fakes
from tests.verdicts import STANDARD, told

PARTS = Parts(fakes.one_run, fakes.load, fakes.CATALOGUE)
SPACE = Space(
    design="sobol", points=3, not_asked=0, no_value=1, holds_at=1, fails_at=1, share=math.nan,
    share_low=math.nan, share_high=math.nan, share_less_noise=None, near_the_line=None,
    replications=1, blocks=3, widely=0.8,
)  # fmt: skip
NOTHING = told(estimate=math.nan, low=-math.inf, high=math.nan, pairing_gain=math.nan)
PART = Verdict(**{**STANDARD, "id": "H.a", "parts": (), "chance_refuted": math.nan})
WHOLE = replace(
    NOTHING, parts=(PART, replace(PART, parts=(PART,))), hangs_on=("a.b",), words="follows"
)


@pytest.mark.parametrize("verdict", [NOTHING, WHOLE, replace(WHOLE, space=SPACE)])
def test_a_verdict_comes_back_as_it_was_with_null_for_what_is_no_number(
    verdict: ToldVerdict, tmp_path: Path
) -> None:
    path = tmp_path / VERDICTS
    write_verdicts(path, [verdict])
    written = path.read_bytes()
    (stored,) = json.loads(written)
    assert (stored["estimate"], stored["low"], stored["pairing_gain"]) == (None, None, None)
    assert ("space" in stored) == (verdict.space is not None)
    (back,) = read_verdicts(path, written)
    assert math.isnan(back.estimate)
    assert math.isnan(back.low)
    assert back.hangs_on == verdict.hangs_on
    assert [part.id for part in back.parts] == [part.id for part in verdict.parts]
    write_verdicts(path, [back])
    assert path.read_bytes() == written


def test_an_estimate_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "estimates.json"
    figure = StoredEstimate("H", "how high", "base", "x", "level", 0.5, math.nan, math.nan, 0.95, 2)
    write_estimates(path, [figure])
    (back,) = read_estimates(path, path.read_bytes())
    assert (back.estimate, back.pairing_gain) == (0.5, None)
    assert math.isnan(back.low)


def test_what_users_index_has_the_names_of_the_file() -> None:
    stored = replace(told(), space=SPACE).as_json()
    assert set(stored) == set(get_type_hints(StoredVerdict))
    assert list(told().as_json())[: len(STANDARD)] == list(STANDARD)
    assert set(get_type_hints(Asked)) <= set(Hypothesis.model_fields)


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("runs", "many", "0.runs: input should be a valid integer"),
        ("verdict", "perhaps", "0.verdict: input should be 'supported', 'refuted' or 'undecided'"),
        ("parts", [{}], "0.parts.0.id: field required"),
    ],
)
def test_a_verdict_that_does_not_fit_is_told_in_one_sentence(
    name: str, value: Any, place: str, tmp_path: Path
) -> None:
    path = tmp_path / VERDICTS
    path.write_text(json.dumps([{**told().as_json(), name: value}]), encoding="utf-8")
    with pytest.raises(DamageError) as said:
        read_verdicts(path, path.read_bytes())
    assert str(said.value) == f"{path} is damaged ({place})"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("typed")
    return study(fakes.write_experiment(place), place / "out", workers=1, parts=PARTS).folder


def test_a_manifest_is_written_as_it_was_read(folder: Path) -> None:
    before = (folder / MANIFEST).read_bytes()
    manifest = read_manifest(folder)
    assert set(manifest) <= set(get_type_hints(Manifest))
    write_manifest(folder, manifest, manifest["files"])
    assert (folder / MANIFEST).read_bytes() == before


def test_a_manifest_that_does_not_fit_is_refused(folder: Path, tmp_path: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name, value, said in (
        ("quick", "no", "quick: input should be a valid boolean"),
        ("cells", [{"setting": "base"}], "cells.0.arm: field required"),
    ):
        rewrite(folder / MANIFEST, {**manifest, name: value})
        with pytest.raises(DamageError) as told_so:
            open_result(folder)
        assert str(told_so.value) == f"{folder / MANIFEST} is damaged ({said})"
    rewrite(folder / MANIFEST, manifest)


def test_verdicts_stored_before_there_were_words_are_read(folder: Path) -> None:
    own = json.loads((folder / VERDICTS).read_text(encoding="utf-8"))
    later = ("words", "hangs_on", "text_hash", "text_written", "text_changed")
    rewrite(
        folder / VERDICTS,
        [{name: part for name, part in one.items() if name not in later} for one in own],
    )
    assert [one.words for one in open_result(folder).verdicts()] == [""] * len(own)
    assert [one["verdict"] for one in load_study(folder).verdicts] == [
        one["verdict"] for one in own
    ]
    rewrite(folder / VERDICTS, own)
