"""The comparison of two commits sees a bit, a text, a type and a lost column."""

import numpy as np
import pandas as pd

from tests.baseline.same import differing

TABLE = pd.DataFrame({"share": [0.1, np.nan, 0.3], "name": ["a", None, "c"], "month": [0, 1, 2]})


def test_equal_tables_do_not_differ() -> None:
    assert differing({"monthly": TABLE}, {"monthly": TABLE.copy()}) == []


def test_every_kind_of_difference_is_named() -> None:
    bit = TABLE.assign(share=[np.nextafter(0.1, 1), np.nan, 0.3])
    text = TABLE.assign(name=["a", None, "C"])
    kind = TABLE.assign(month=TABLE["month"].astype("int32"))
    for other, name in ((bit, "share"), (text, "name"), (kind, "month")):
        assert differing({"t": TABLE}, {"t": other}) == [f"t.{name}"]
    assert differing({"t": TABLE}, {"t": TABLE.drop(columns="name")}) == ["t.name"]
    assert differing({"t": TABLE}, {"t": TABLE.iloc[:2]}) == ["t.share", "t.name", "t.month"]
