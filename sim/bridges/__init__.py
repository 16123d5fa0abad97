"""The model as other study tools know it; each bridge needs its own package installed."""
