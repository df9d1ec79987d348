"""Grades deep-learning exams: what a submission's networks are, how they were trained, what they measurably do."""
