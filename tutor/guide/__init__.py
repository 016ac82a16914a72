"""The study guide of a chapter or a topic, made section by section from the notes."""
