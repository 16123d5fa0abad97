"""Every assumption, a section of the world a file."""
