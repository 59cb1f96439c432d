"""The writer: any chat model, what it is told, and how its text is cut into statements."""
