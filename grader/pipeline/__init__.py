"""From a path to a score: one submission, or many at once."""
