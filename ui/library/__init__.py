"""The library on screen: its articles, what is added to and taken out of it, how it is."""
