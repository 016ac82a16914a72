"""What students asked and were answered: kept, listed, rated, and what the notes lack."""
