"""What is asked of one version of a library: by words, by vectors, as a catalogue."""
