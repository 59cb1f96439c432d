"""The conversation and the library on screen. No logic: everything shown comes from qa and index."""
