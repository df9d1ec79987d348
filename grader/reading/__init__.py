"""Reading what students write: answers, marks and claims, from prose to values.

Everything here is pure. Text is cleaned (``clean``) and cut into units (``units``); each unit is parsed by the reader
of its kind (``shapes``, ``numbers``, ``choices``, ``truths``), and what several units say is brought together
(``reconcile``). Claims in prose (``overfitting``, ``comparisons``) are read by the sentence.
A reader returns nothing rather than a guess.
"""
