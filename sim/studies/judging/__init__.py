"""From stored runs to estimates and verdicts."""
