"""What the model's tables mean in words: services, lives, endings."""
