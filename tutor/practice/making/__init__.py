"""Making questions: from one passage, by the model and the course, kept if every check passes."""
