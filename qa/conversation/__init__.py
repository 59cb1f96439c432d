"""Follow-ups: what they leave out or point at is put in words from the turns before."""
