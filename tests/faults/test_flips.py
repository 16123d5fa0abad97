"""A turned bit gives no other number and no traceback; 200 of them: `python -m tests.faults.flips`."""

from pathlib import Path

import pytest

from tests.faults import flips


@pytest.mark.slow
def test_a_turned_bit_is_never_told_as_a_number(tmp_path: Path) -> None:
    found = flips.tried(tmp_path, 24, drawn=False)
    bad = {key: count for key, count in found.items() if key[1] in ("wrong", "traceback")}
    assert not bad
    for reader in ("report", "dashboard", "download", "export", "explain", "compare", "verify"):
        assert found[reader, "refused"] > 0, reader
