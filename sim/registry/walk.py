"""Walking the class of a world: every leaf with its path, type, default, bounds and meaning.

Nothing here knows which sections exist: the schema is the only list of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.registry.fields import Section

Bound = float | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a world as the schema declares it."""

    path: str
    annotation: Any
    default: Any
    """The value if nobody sets it, or `PydanticUndefined` if somebody must."""
    info: FieldInfo

    @property
    def about(self) -> dict[str, Any]:
        """Unit, plausible range, basis and source; empty if the leaf was declared by hand."""
        extra = self.info.json_schema_extra
        return dict(extra) if isinstance(extra, dict) else {}

    @property
    def unit(self) -> str:
        """Unit, "on or off", "name" or "fact"."""
        return str(self.about.get("unit", "fact"))

    @property
    def bounds(self) -> tuple[Bound, Bound]:
        """Least and most the value may be; None where there is no bound."""
        least = next((rule.ge for rule in self.info.metadata if hasattr(rule, "ge")), None)
        most = next((rule.le for rule in self.info.metadata if hasattr(rule, "le")), None)
        return least, most

    @property
    def names(self) -> tuple[str, ...]:
        """The names a choice may take; empty for anything else."""
        if get_origin(self.annotation) is Literal:
            return tuple(str(name) for name in get_args(self.annotation))
        return ()

    @property
    def is_lever(self) -> bool:
        """Whether it is declared as something that a council or a government could set."""
        return "moves" in self.about

    @property
    def is_number(self) -> bool:
        """Whether the value is an int or a float."""
        return self.annotation in (int, float)


def is_section(annotation: Any) -> TypeGuard[type[Section]]:
    """Whether a type is a group of assumptions rather than a value."""
    return isinstance(annotation, type) and issubclass(annotation, Section)


def leaves(
    kind: type[Section], standing: Section | None = None, prefix: str = ""
) -> Iterator[Leaf]:
    """Every leaf of a class of section, in the order of the schema.

    `standing` is the instance whose values are the defaults, where one is a section's default.
    A list of tables is one leaf.
    """
    for name, info in kind.model_fields.items():
        default = _default(name, info, standing)
        if is_section(info.annotation):
            inner = default if isinstance(default, Section) else None
            yield from leaves(info.annotation, inner, f"{prefix}{name}.")
        else:
            yield Leaf(f"{prefix}{name}", info.annotation, default, info)


def _default(name: str, info: FieldInfo, standing: Section | None) -> Any:
    if standing is not None:
        return getattr(standing, name)
    if info.default_factory is not None:
        return info.get_default(call_default_factory=True, validated_data={})
    return info.default


def section_paths(kind: type[Section], prefix: str = "") -> Iterator[str]:
    """Dotted path of every section inside a class of section."""
    for name, info in kind.model_fields.items():
        if is_section(info.annotation):
            yield f"{prefix}{name}"
            yield from section_paths(info.annotation, f"{prefix}{name}.")


def section_at(kind: type[Section], where: Sequence[str | int]) -> type[Section] | None:
    """The class of section at a place, lists of tables included; None if a value stands there.

    >>> section_at(Section, ()) is Section
    True
    """
    annotation: Any = kind
    for step in where:
        if isinstance(step, int):
            annotation = next(iter(get_args(annotation)), None)
        elif is_section(annotation) and step in annotation.model_fields:
            annotation = annotation.model_fields[step].annotation
        else:
            return None
    return annotation if is_section(annotation) else None


def defaults(kind: type[Section]) -> dict[str, Any]:
    """Every default as nested tables, so that a file need say only what differs."""
    tables: dict[str, Any] = {}
    for leaf in leaves(kind):
        if leaf.default is PydanticUndefined:
            continue
        *sections, name = leaf.path.split(".")
        table = tables
        for section in sections:
            table = table.setdefault(section, {})
        table[name] = leaf.default
    return tables


def value_at(world: Section, path: str) -> Any:
    """The value at a dotted path."""
    value: Any = world
    for step in path.split("."):
        value = getattr(value, step)
    return value


def plain_number(number: float) -> str:
    """A number as people write it: 36 rather than 36.0, 0.05 rather than 5e-02."""
    return f"{number:.10g}"


def allowed(leaf: Leaf) -> str:
    """What may be written there, in words: "share, 0 to 1", "true or false", "one of: ..."."""
    if leaf.names:
        return "one of: " + ", ".join(leaf.names)
    if leaf.annotation is bool:
        return "true or false"
    if not leaf.is_number:
        return "text" if leaf.annotation is str else leaf.unit
    whole = "whole number, " if leaf.annotation is int else ""
    least, most = leaf.bounds
    unit = leaf.unit if leaf.unit != "fact" else "number"
    if least is not None and most is not None:
        return f"{whole}{unit}, {plain_number(least)} to {plain_number(most)}"
    if least is not None:
        return f"{whole}{unit}, {plain_number(least)} or more"
    if most is not None:
        return f"{whole}{unit}, {plain_number(most)} or less"
    return f"{whole}{unit}"
