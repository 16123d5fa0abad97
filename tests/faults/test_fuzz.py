"""Whatever stands in a file, its reader answers in words; more cases in `python -m tests.faults.fuzz`."""

import pytest

from tests.faults.fuzz import READERS, fuzzed


@pytest.mark.parametrize("name", READERS)
def test_no_file_brings_a_reader_down(name: str) -> None:
    counts = fuzzed(name, 60)
    assert counts["refused"] > 0
    assert sum(counts.values()) >= 60


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_many_odd_files_bring_no_reader_down(name: str) -> None:
    counts = fuzzed(name, 2000)
    assert counts["read"] > 20
    assert counts["refused"] > 20
