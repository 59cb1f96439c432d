"""Vectors for texts: the bundled model, its fast runtime, and any other model."""
