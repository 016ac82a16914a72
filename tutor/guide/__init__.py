"""Study guides: one page on a chapter or a topic, made from the notes, every line cited."""
