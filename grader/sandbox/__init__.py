"""Runs a command contained: nothing it does outlives the run, leaves its folder or sees what it was not given.

    choice     which level is to be had here            (the grader's process)
    port       what is asked for and what came of it
    launch     starts a keeper and reads its report
    ---------- one pipe each way, JSON ----------
    keeper     one small process a run: prepares, starts, watches, kills, collects, clears away
    scratch, bubblewrap, lockdown, watch, processes, ...  what the keeper is made of: standard library only

Import from the modules: this package imports nothing, as the keeper must start in a few milliseconds.
"""
