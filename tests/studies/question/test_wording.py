"""What was claimed before the first run, and whether it still reads the same."""

from pathlib import Path

from sim.studies.study import Parts, study
from tests.studies import fakes

PARTS = Parts(one_run=fakes.one_run, load=fakes.load, catalogue=fakes.CATALOGUE)


def test_a_changed_claim_says_so_in_its_verdict(tmp_path: Path) -> None:
    file = fakes.write_experiment(tmp_path)
    first = study(file, tmp_path / "out", workers=1, parts=PARTS).verdicts[0]
    assert not first["text_changed"]
    assert first["text_written"]

    again = study(file, tmp_path / "out", workers=1, parts=PARTS).verdicts[0]
    assert again == first

    text = fakes.EXPERIMENT.replace("threshold = 0.05", "threshold = 0.01")
    changed = study(
        fakes.write_experiment(tmp_path, text), tmp_path / "out", workers=1, parts=PARTS
    )
    assert changed.verdicts[0]["text_changed"]
    assert changed.verdicts[0]["text_hash"] != first["text_hash"]


def test_whose_claim_it_is_changes_the_words_and_no_run_nor_hash(tmp_path: Path) -> None:
    file = fakes.write_experiment(tmp_path, fakes.ENOUGH)
    plain = study(file, tmp_path / "plain", workers=1, parts=PARTS)
    whose = '\n[whose]\nwho = "A. Person"\nwhen = "2013"\nturns = "H1 turns"\n'
    file = fakes.write_experiment(tmp_path, fakes.ENOUGH + whose)
    said = study(file, tmp_path / "said", workers=1, parts=PARTS)
    assert list(plain.runs["run_id"]) == list(said.runs["run_id"])
    (one,), (other,) = plain.verdicts, said.verdicts
    assert one["text_hash"] == other["text_hash"]
    assert (one["verdict"], one["words"], one["hangs_on"]) == ("supported", "supported", [])
    assert (other["verdict"], other["hangs_on"]) == ("supported", [])
    assert other["words"] == "follows at the listed assumptions"
    assert (plain.manifest["person"], said.manifest["person"]) == ("", "A. Person")
    assert said.manifest["turns"] == "H1 turns"


def test_a_claim_added_later_is_no_claim_made_before(tmp_path: Path) -> None:
    study(fakes.write_experiment(tmp_path), tmp_path / "out", workers=1, parts=PARTS)
    added = fakes.EXPERIMENT + fakes.EXPERIMENT[fakes.EXPERIMENT.index("[[hypotheses]]") :].replace(
        '"H1"', '"H2"'
    )
    done = study(fakes.write_experiment(tmp_path, added), tmp_path / "out", workers=1, parts=PARTS)
    assert [one["text_changed"] for one in done.verdicts] == [False, True]
