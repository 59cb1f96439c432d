"""Only statements fully supported by verbatim quotes pass from a draft into an Answer."""
