"""Studies in the browser: started, followed, read."""
