"""What every question is held to before a student sees it; a module for each thing looked at."""
