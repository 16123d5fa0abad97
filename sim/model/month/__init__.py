"""The month, one module a phase.

`phases` names them in order; every phase is a function of the state.
"""
