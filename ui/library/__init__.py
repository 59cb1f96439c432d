"""The library on screen: its articles, adding and removing them, and its health."""
