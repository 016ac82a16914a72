"""The notes behind an index: adding, removing, reviewing, watching and exporting them."""
