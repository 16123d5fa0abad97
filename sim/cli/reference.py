"""Commands that say what there is, and whether files are sound: `list`, `outcomes`, and so on."""

from typing import Annotated, Any

import typer

from sim.cli.failing import told
from sim.cli.options import AsCsv, AsJson
from sim.errors import MutualsError


@told
def list_command(json: AsJson = False) -> None:
    """List the shipped worlds and experiments."""
    from sim.console import print_json, print_rows
    from sim.studies.catalogue import shipped

    rows = shipped()
    if json:
        print_json(rows)
        return
    print_rows(rows, ["kind", "name", "title"])


Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WORD]...", help="Only those in which every word stands."),
]


@told
def outcomes(words: Words = None, csv: AsCsv = False, json: AsJson = False) -> None:
    """List outcomes: unit, formula and meaning, one line each."""
    from sim.studies.catalogue import outcome_rows

    rows = _with(words, outcome_rows(), "outcome")
    _print_table(rows, ["name", "unit", "kind", "formula", "meaning"], csv=csv, json=json)


@told
def parameters(
    words: Words = None,
    levers: Annotated[
        bool, typer.Option("--levers", help="Only what a council or a government could set.")
    ] = False,
    assumed: Annotated[bool, typer.Option("--assumed", help="Only what nobody has seen.")] = False,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """List parameters: path, unit, default, plausible range, basis, source, meaning."""
    from sim.console import records
    from sim.registry.table import ASSUMED
    from sim.registry.table import parameters as table

    columns = ["path", "unit", "default", "low", "high", "basis", "source", "meaning"]
    found = table()
    if levers:
        found = found[found["lever"]]
    if assumed:
        found = found[found["basis"] == ASSUMED]
    rows = _with(words, records(found[columns]), "parameter")
    _print_table(rows, columns, csv=csv, json=json)


@told
def check(files: Annotated[list[str], typer.Argument(help="Scenarios and experiments.")]) -> None:
    """Check scenarios and experiments: every problem with its place and its remedy.

    Of a sound experiment it prints the plan: arms, points, runs, about how long and how large.
    """
    from sim.console import say, warn
    from sim.studies.catalogue import files_meant, looked_at

    said = [(file, *looked_at(file)) for name in files for file in files_meant(name)]
    for file, problems, plan in said:
        if not problems:
            say(f"{file}: no problem found")
        for line in plan:
            say(f"  {line}")
        for problem in problems:
            warn(str(problem))
    if any(problems for _, problems, _ in said):
        raise typer.Exit(MutualsError.exit_code)


def _with(words: list[str] | None, rows: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    """Rows in which every word stands, in any of their texts; refused where there are none."""
    asked = [word.casefold() for word in words or ()]
    found = [
        row
        for row in rows
        if all(any(word in str(part).casefold() for part in row.values()) for word in asked)
    ]
    if rows and not found:
        message = f"no {what} has “{' '.join(words or ())}” in its name, unit or meaning"
        raise MutualsError(message)
    return found


def _print_table(rows: list[dict[str, Any]], columns: list[str], *, csv: bool, json: bool) -> None:
    from sim.console import print_csv, print_json, print_rows

    if csv:
        print_csv(rows, columns)
    elif json:
        print_json(rows)
    else:
        print_rows(rows, columns)
