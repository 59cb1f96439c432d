"""Question in, checked answer out: retrieve, read, verify, converse, evaluate."""
