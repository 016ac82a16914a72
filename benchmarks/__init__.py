"""Scripts that measure; each prints its figures and says how to run it."""
