"""The server of the application: this machine alone, guarded."""
