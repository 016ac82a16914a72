"""From chunks to a search index on disk, and from a query to the passages that match it."""
