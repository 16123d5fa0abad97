"""Every assumption, a line each; each section of the world is the file of its name."""
