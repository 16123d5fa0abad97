"""Whether a claim still reads as it did before the first run."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from sim.studies.question.experiment import Experiment, Hypothesis
from sim.studies.store.book import text_hash


class Wording(TypedDict):
    """Whether a claim reads as it did."""

    text_hash: str
    text_written: str | None
    text_changed: bool


def as_asked(experiment: Experiment, hypothesis: Hypothesis) -> dict[str, Any]:
    """A claim as plain values, with all that decides its verdict, as noted before the first run.

    Over a space: how its points are drawn, and in how much of it the claim must hold. Of a study
    that stops by itself: when it looks and stops.
    """
    asked = hypothesis.model_dump(mode="json")
    if experiment.design is not None:
        asked["design"] = experiment.design.model_dump(mode="json")
    if experiment.stopping is not None:
        asked["stopping"] = experiment.stopping.model_dump(mode="json")
        asked["first_look"] = experiment.study.replications
    return asked


def wording_of(experiment: Experiment, noted: Sequence[Mapping[str, Any]]) -> dict[str, Wording]:
    """For each claim by id: hash of its text, when first so noted, and whether it was changed.

    noted: what `Ledger.wordings` gives. A claim is changed if the first note of all, made before
    the first run, does not hold it as it now reads: because it read otherwise, or was not there.
    """
    found: dict[str, Wording] = {}
    for hypothesis in experiment.hypotheses:
        text = _text(as_asked(experiment, hypothesis))
        times = [note["written"] for note in noted if text in map(_text, note["claims"])]
        found[hypothesis.id] = {
            "text_hash": text_hash(text),
            "text_written": times[0] if times else None,
            "text_changed": bool(noted) and text not in map(_text, noted[0]["claims"]),
        }
    return found


def _text(claim: Any) -> str:
    return json.dumps(claim, sort_keys=True, ensure_ascii=False)
