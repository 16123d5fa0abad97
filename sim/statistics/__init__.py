"""What the stored runs say: survival of organisations, and intervals over luck."""
