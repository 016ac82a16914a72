"""Study Tutor: answers from your own notes, every sentence with the passage that supports it."""
