"""Answers of more than one fact on the screen: drawn, asked for by a button, collected, asked again."""
