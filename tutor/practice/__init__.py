"""Practice: questions made from the notes, graded, and brought back when they are due."""
