"""Only what a verbatim quote says, all of it and nothing else, passes from a draft into an Answer."""
