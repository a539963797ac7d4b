"""Pages that this service renders itself: readable without scripts, each text from a catalogue."""
