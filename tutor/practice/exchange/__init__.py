"""Practice questions as files of other programs: course systems, spreadsheets, flashcards."""
