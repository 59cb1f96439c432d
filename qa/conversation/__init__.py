"""Follow-ups: what they omit or refer to is filled in from earlier turns."""
