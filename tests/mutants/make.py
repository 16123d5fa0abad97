"""Small breakages of the model's source: one changed operator, number, choice or left-out line each.

A mutant is known by its module, function, change and the text of its line, never by the line's
number, so that its name outlives changes elsewhere.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
"""Operators, and what stands in their place."""
CALLS = {
    "minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min", "any": "all",
    "all": "any", "argmax": "argmin", "argmin": "argmax", "floor": "ceil", "ceil": "floor",
}  # fmt: skip
"""Functions, and what is called in their place."""
CHOICE = ("condition", "if so", "if not")
"""What `where` is given."""
STRETCH = 1.5
"""By how much a number is multiplied; 0 becomes 1 and 1 becomes 2."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One breakage of one module."""

    name: str
    """What it is known by."""
    module: str
    line: int
    source: str
    """The whole module, broken."""


def mutants_of(path: Path, root: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    module = path.relative_to(root).as_posix()
    seen: Counter[str] = Counter()
    for nth, (inside, _) in enumerate(_places(ast.parse(text))):
        tree = ast.parse(text)
        node = next(node for place, (_, node) in enumerate(_places(tree)) if place == nth)
        change = _break(tree, node)
        line = text.splitlines()[node.lineno - 1].strip()
        name = f"{module}, {inside or 'outside functions'}: {change} in `{line}`"
        seen[name] += 1
        again = f" ({seen[name]})" if seen[name] > 1 else ""
        yield Mutant(name + again, module, node.lineno, ast.unparse(tree))


Breakable = ast.Compare | ast.BinOp | ast.BoolOp | ast.AugAssign | ast.UnaryOp | ast.Call
Place = Breakable | ast.Constant | ast.Expr


def _places(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, Place]]:
    """What can be broken, but for texts, annotations and what is only written to the log.

    Each with the innermost function or class that it is in.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            if node.name.startswith(("log_", "_log")):
                continue
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                yield from _places(ast.Expression(node.value), inside)
            continue
        if isinstance(node, ast.arg | ast.Import | ast.ImportFrom | ast.JoinedStr | ast.Slice):
            continue
        if _can_break(node):
            assert isinstance(node, Place)
            yield inside, node
        within = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else inside
        yield from _places(node, within)


def _can_break(node: ast.AST) -> bool:
    match node:
        case ast.Compare(ops=[op]) | ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op):
            return type(op) in SWAPS
        case ast.UnaryOp(op=ast.Invert() | ast.Not() | ast.USub()):
            return not isinstance(node.operand, ast.Constant)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in CALLS or (name == "where" and len(node.args) == len(CHOICE))
        case ast.Constant(value=int() | float() as value):
            return not isinstance(value, bool)
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return name not in {"add", "append"}  # lines of the log
    return False


def _break(tree: ast.AST, node: Place) -> str:
    """Break a tree at a place, and say how."""
    before = ast.unparse(node)
    if isinstance(node, ast.UnaryOp):
        return _put(tree, node, node.operand, f"`{before}` without its sign")
    if isinstance(node, ast.Expr):
        return _put(tree, node, ast.Pass(), f"`{before}` left out")
    if isinstance(node, ast.Call):
        _call_another(node)
    elif isinstance(node, ast.Constant):
        value: Any = node.value
        node.value = value + 1 if value in (0, 1) else type(value)(value * STRETCH)
    elif isinstance(node, ast.Compare):
        node.ops = [_other(node.ops[0])]
    else:
        node.op = _other(node.op)
    return f"`{before}` as `{ast.unparse(node)}`"


def _other(operator: ast.AST) -> Any:
    return SWAPS[type(operator)]()


def _call_another(node: ast.Call) -> None:
    """Another function in place of the one called, or a choice the other way round."""
    function: Any = node.func
    name = function.id if isinstance(function, ast.Name) else function.attr
    if name not in CALLS:
        node.args[1:] = reversed(node.args[1:])
    elif isinstance(function, ast.Name):
        function.id = CALLS[name]
    else:
        function.attr = CALLS[name]


def _put(tree: ast.AST, old: ast.AST, new: ast.AST, said: str) -> str:
    """Put one node in another's place."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new
    return said
