"""The price of a contract changes in one place."""

import ast
from pathlib import Path

import pytest

from tests.code_health.sources import files, name_of, tree


@pytest.mark.parametrize("path", files("model"), ids=name_of)
def test_nobody_but_the_table_of_lots_writes_a_price(path: Path) -> None:
    writes = [
        target.value.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute)
    ]
    assert ("unit_price" in writes) == (path.name == "tables.py")
