"""The worlds of a stored result, had again from its manifest."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.errors import ResultError, ScenarioError
from sim.studies.store.manifest import Cell, Manifest, values_set

if TYPE_CHECKING:
    from sim.registry.world import World
    from sim.studies.design.plan import Loader


def world_of_cell(manifest: Manifest, setting: str, arm: str) -> "World":
    """The very world of one arm at one setting; raises ResultError if it cannot be had again."""
    from sim.registry.reading.load import load, vary, world_hash

    cell = cell_of(manifest, setting, arm)
    first = world_from(manifest["world"])
    if world_hash(first) == cell["world_hash"]:
        return first
    label = f"experiment {manifest['name']}"
    values = values_set(manifest, cell)
    varied = vary(first, values, set_by=label)
    if world_hash(varied) == cell["world_hash"]:
        return varied
    loaded = load(manifest["scenario"], values, set_by=label)
    if world_hash(loaded) == cell["world_hash"]:
        return loaded
    changed = f"the scenario {manifest['scenario']} has changed since this study"
    message = f"{changed}; run the study again with --fresh"
    raise ResultError(message)


def scenario_of(manifest: Manifest) -> "Loader":
    """Loads a study's scenario; where it is gone, or was a world of a script, the stored one."""
    from sim.registry.reading.load import load

    def had_again(scenario: str, values: Mapping[str, Any], label: str) -> "World":
        try:
            return load(scenario, values, set_by=label)
        except ScenarioError:
            return world_from(manifest["world"])

    return had_again


def cell_of(manifest: Manifest, setting: str, arm: str) -> Cell:
    """What the manifest says of one arm at one setting."""
    for cell in manifest.get("cells", ()):
        if (cell["setting"], cell["arm"]) == (setting, arm):
            return cell
    message = f"the manifest knows no arm {arm} at setting {setting}; run the study again"
    raise ResultError(message)


def world_from(values: Mapping[str, object]) -> "World":
    """A world from its stored values."""
    from sim.registry.world import World

    try:
        return World.model_validate_json(json.dumps(values))
    except ValueError:
        message = "the stored world is not one this version can read; run it again"
        raise ResultError(message) from None
