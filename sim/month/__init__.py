"""The month, one module a phase.

`sim.model` calls them in order; every phase is a function of the state.
"""
