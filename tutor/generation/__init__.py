"""Text from a language model: one protocol, three engines."""
