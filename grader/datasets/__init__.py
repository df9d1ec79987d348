"""Data sets: where they come from, how they are kept, and how their rows are recognised in what a student fed.

``catalog`` says what there is, ``sources`` fetch, ``cache`` keeps, ``fingerprints`` recognises, ``describe`` turns
what was recognised into evidence. Nothing here prints, and nothing here imports TensorFlow: ``fingerprints`` and
``describe`` also work inside the sandbox, where only the cache's files are to be had.
"""
