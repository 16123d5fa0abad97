"""The browser application: a server on this machine alone, and its pages.

Nothing here is imported before `mutuals dashboard` asks for it; the model knows nothing of it.
"""
