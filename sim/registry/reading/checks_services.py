"""Checks of who may run what."""

from collections.abc import Iterator

from sim.errors import Problem
from sim.registry.sections.services import SERVICES, Service
from sim.registry.world import World


def somebody_may_run_each_service(world: World) -> Iterator[Problem]:
    """A service that is put to market has somebody outside the council who may run it."""
    for name in SERVICES:
        service: Service = getattr(world.services, name)
        is_let = world.mechanisms.market_testing and service.market_testing * service.posts_per_1000
        if is_let and not any(_may_run(world, name, service)):
            message = "is 0, and nobody else may run the service, which is put to market"
            remedy = f"let somebody hold or enter it, or set services.{name}.market_testing to 0"
            yield Problem("", f"services.{name}.small_share", message, remedy)


def _may_run(world: World, name: str, service: Service) -> Iterator[bool]:
    """Whether each kind of provider may come to run a service."""
    switches = world.mechanisms
    yield service.small_share > 0 or service.group_share > 0
    yield switches.local_bodies and service.local_bodies > 0
    yield switches.entry and service.ease_of_entry > 0 and world.entry.rate > 0
    yield switches.spin_outs and service.spin_out_factor > 0 and world.spin_outs.rate > 0
    yield any(mutual.service == name for mutual in world.mutuals)
    yield switches.interest and max(service.small_interest, service.mutual_interest) > 0
    is_open = world.policy.groups_in_social_work or name != "social_work"
    listed = [group for group in world.groups if switches.interest or getattr(group, name) > 0]
    comes = service.group_interest > 0 or not switches.interest
    yield bool(is_open and comes and listed)
