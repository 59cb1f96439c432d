"""The conversation and the library on screen. No logic: what is shown is asked of qa and index."""
