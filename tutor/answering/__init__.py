"""From a question to a checked answer: one turn as a stream of typed events."""
