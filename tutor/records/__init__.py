"""What students did: answers, reviews, exams. It knows nothing of notes, search or answers."""
