"""How far a world is from published patterns: a page with pictures, made from runs.

python -m docs.make.patterns --world england --years 15 --seeds 12
"""
