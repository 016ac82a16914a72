"""One module for each format, each with a function from its text to a Document."""
