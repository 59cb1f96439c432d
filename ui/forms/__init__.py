"""Answers of more than one fact on screen: drawing them, asking for them by a button, collecting, asking again."""
