"""The Writer: any chat model, its prompts, and how its text is split into checked statements."""
