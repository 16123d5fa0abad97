"""Worlds that are played and watched, one or two at a time."""
