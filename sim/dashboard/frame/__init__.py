"""What every page has: its frame, its controls, its links, the folders it may use."""
