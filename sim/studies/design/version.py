"""What of the source decides a run: one hash, so that stale runs are never taken for new ones.

It is the import closure of what plays and records a run, found from the imports themselves. Left
out are what can change no number of a run whose world is given: comments, docstrings, the words of
errors, and what is declared of an assumption, an outcome or an event beside its name. The values of
a world are in the world's own hash, which names a run too.
"""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOTS = ("sim.model.one_run", "sim.studies.store.tables")
"""What plays a run, and what makes of it the tables that are stored."""
BEYOND = (
    *("sim.errors", "sim.registry.reading", "sim.registry.fields", "sim.registry.words"),
    "sim.model.showing",
)
"""Where the closure ends: words, how a world is read and declared, how a run shows itself."""
ASSUMPTIONS = "sim.registry"
CATALOGUE = "sim.model.record.catalogue"
EVENTS = "sim.model.state.events"
PACKAGE = Path(__file__).resolve().parents[2]
LENGTH = 12
"""Hexadecimal digits of a version."""
WORDS_OF_ERRORS = "Problem"


Nodes = Sequence[ast.AST]
Cut = tuple[int, int]
"""First byte, and the first that is left again."""


@cache
def model_version() -> str:
    """The version of the model at work here, 12 hexadecimal digits."""
    return version_of(PACKAGE)


def version_of(package: Path) -> str:
    """The version of the model in a folder `sim`, whatever Python reads it."""
    digest = hashlib.sha256()
    for name, text in sorted(_closure(package).items()):
        digest.update(f"{name}\n{text}\n".encode())
    return digest.hexdigest()[:LENGTH]


def modules_of(package: Path) -> frozenset[str]:
    """Dotted names of the modules that decide a run."""
    return frozenset(_closure(package))


def _closure(package: Path) -> dict[str, str]:
    """Each module of the closure by name, with what counts of its text."""
    found: dict[str, str] = {}
    waiting = list(ROOTS)
    while waiting:
        name = waiting.pop()
        if name in found or _is_beyond(name):
            continue
        text = _place(package, name).read_text(encoding="utf-8")
        module = ast.parse(text)
        nodes = list(ast.walk(module))
        found[name] = _what_counts(name, text, module, nodes)
        waiting += [other for other in _imported(nodes) if _is_module(package, other)]
    return found


def _is_beyond(name: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in BEYOND)


def _place(package: Path, name: str) -> Path:
    return package.parent.joinpath(*name.split(".")).with_suffix(".py")


def _is_module(package: Path, name: str) -> bool:
    """Whether it is a file of the package; a folder's own file says only what the folder is for."""
    return name.startswith(f"{package.name}.") and _place(package, name).is_file()


def _imported(nodes: Nodes) -> Iterator[str]:
    """What a module imports, at its top or within a function, and what may be a module in it."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _what_counts(name: str, text: str, module: ast.Module, nodes: Nodes) -> str:
    """The text without what can change no number, and without blank lines."""
    source = _Source(text)
    cuts = [*_bare_texts(nodes, source), *_words_of_errors(nodes, source)]
    if name.startswith(f"{ASSUMPTIONS}."):
        cuts += _declared_assumptions(module, source)
    elif name == CATALOGUE:
        cuts += _declared_outcomes(module, source)
    elif name == EVENTS:
        cuts += _declared_events(nodes, source)
    cuts += _comments(nodes, source)
    lines = source.without(cuts).decode().split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip())


class _Source:
    """A text as bytes, in which places of its tree can be found."""

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()
        lengths = [len(line) for line in self.bytes.splitlines(keepends=True)]
        self.starts = [0, *accumulate(lengths)]

    def span(self, node: Any) -> Cut:
        """Where a node stands."""
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def after(self, node: Any, whole: Any) -> Cut:
        """What of a whole stands behind a node in it."""
        return self.span(node)[1], self.span(whole)[1]

    def without(self, cuts: Iterable[Cut]) -> bytes:
        """All but the cuts, which may overlap."""
        kept, reached = [], 0
        for first, end in sorted(cuts):
            if first > reached:
                kept.append(self.bytes[reached:first])
            reached = max(reached, end)
        return b"".join([*kept, self.bytes[reached:]])


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _bare_texts(nodes: Nodes, source: _Source) -> Iterator[Cut]:
    """Texts that stand for themselves: docstrings, and what is said of a constant below it."""
    return (
        source.span(node) for node in nodes if isinstance(node, ast.Expr) and _is_text(node.value)
    )


def _words_of_errors(nodes: Nodes, source: _Source) -> Iterator[Cut]:
    """What is raised, what it says where that is put together beforehand, and problems told."""
    raised = [node.exc for node in nodes if isinstance(node, ast.Raise) and node.exc]
    names = {part.id for each in raised for part in ast.walk(each) if isinstance(part, ast.Name)}
    for node in nodes:
        if isinstance(node, ast.Assign) and _is_text(node.value):
            targets = {each.id for each in node.targets if isinstance(each, ast.Name)}
            if targets and targets <= names:
                yield source.span(node)
        elif isinstance(node, ast.Call) and _called(node) == WORDS_OF_ERRORS:
            yield source.span(node)
    yield from map(source.span, raised)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _declared_assumptions(module: ast.Module, source: _Source) -> Iterator[Cut]:
    """Of each field of a section its name counts, and of what helps to declare it the same.

    Nor does it count by which words they are declared: an import from where the closure ends.
    """
    sections = [node for node in module.body if isinstance(node, ast.ClassDef)]
    for each in (each for section in sections for each in section.body):
        if isinstance(each, ast.AnnAssign):
            yield source.after(each.target, each)
    for each in module.body:
        if isinstance(each, ast.Assign) and any(isinstance(n, ast.Call) for n in ast.walk(each)):
            yield source.after(each.targets[-1], each)
        elif isinstance(each, ast.ImportFrom) and _is_beyond(str(each.module)):
            yield source.span(each)


def _declared_outcomes(module: ast.Module, source: _Source) -> Iterator[Cut]:
    """Of each outcome its name, its kind and what is given by keyword count: the rest only says."""
    for each in module.body:
        for node in ast.walk(each) if isinstance(each, ast.Assign | ast.AnnAssign) else ():
            if isinstance(node, ast.Call) and _called(node) and node.args:
                yield source.after(node.args[0], node.args[-1])


def _declared_events(nodes: Nodes, source: _Source) -> Iterator[Cut]:
    """Of each number its name counts; of each kind of event all but what it says."""
    for node in nodes:
        if isinstance(node, ast.AnnAssign):
            yield source.after(node.target, node)
        elif isinstance(node, ast.Call) and node.args and _is_text(node.args[0]):
            yield source.span(node.args[0])


def _comments(nodes: Nodes, source: _Source) -> Iterator[Cut]:
    """From each # that stands in no text to the end of its line."""
    texts = [source.span(node) for node in nodes if _is_text(node)]
    for found in re.finditer(b"#[^\n]*", source.bytes):
        if not any(first <= found.start() < end for first, end in texts):
            yield found.span()
