"""A class with every name that breaks a table."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import demonstration

from grader.checks.base import met, not_met, partly
from grader.export.graded import Graded
from grader.values import Text

PEOPLE = (
    ("김하나", "20260001"),
    ('O\'Brien, "Pat"', "pat@example.ac.kr"),
    ("=cmd|' /C calc'!A0", "20260003"),
    ("Müller Jörg", "20260004"),
    ("이 두리", "20260005"),
)
MISSING = "박세찬"
"""In every file of the other systems, and handed in nothing."""


@cache
def a_class() -> list[Graded]:
    """Five submissions, their points thirds and tenths among them."""
    made = []
    for at, (student, number) in enumerate(PEOPLE):
        score = demonstration.score(
            name=f"{student}.ipynb",
            e3_accuracy=met(Text.same("ok")) if at % 2 else not_met(Text.same("=1+1: measured 0.61")),
            e1_1_architecture=partly(Fraction(at, 10), Text.same("some, of it")),
            e2_1_architecture=partly(Fraction(at, 10), Text.same('"some"')),
        )
        made.append(Graded(f"{student}.ipynb", student, (number,), score))
    return made


# Canvas: as its gradebook is exported
POSSIBLE = "70"
CANVAS_HEAD = "Student,ID,SIS User ID,SIS Login ID,Section,Homework (11),기말고사 (12),Final Score"
CANVAS = (
    "\ufeff"
    + CANVAS_HEAD
    + "\r\n"
    + ",,,,,Manual Posting,,\r\n"
    + f"    Points Possible,,,,,10,{POSSIBLE},(read only)\r\n"
    + "김하나,101,20260001,hana,반 1,9.5,,88.1\r\n"
    + '"O\'Brien, ""Pat""",102,x2,pat@example.ac.kr,반 1,EX,,\r\n'
    + "\"=cmd|' /C calc'!A0\",103,20260003,cmd,반 1,,,\r\n"
    + '"Jörg, Müller",104,,jm,반 1,-,,\r\n'
    + "이두리,105,x5,duri,반 1,,,\r\n"
    + f"{MISSING},106,20260006,sechan,반 1,3,12,\r\n"
    + '"Student, Test",999,,,반 1,,,\r\n'
)


# Moodle: as the offline grading worksheet is downloaded
MOODLE_HEADS = {
    "English": (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),"
        "Feedback comments"
    ),
    "no language known here": "Kennung,Name,E-Mail,Status,Bewertung,Bestwertung,Änderbar,Zuletzt,Kommentar",
}


def worksheet(language: str = "English", maximum: str = "70.00") -> str:
    people = [*PEOPLE, (MISSING, "20260006")]
    lines = [MOODLE_HEADS[language]]
    for at, (name, number) in enumerate(people, start=1):
        quoted = '"' + name.replace('"', '""') + '"' if "," in name else name
        address = number if "@" in number else f"{number}@example.ac.kr"
        lines.append(f'Participant {at},{quoted},{address},"Submitted, late",,{maximum},Yes,-,')
    return "\n".join(lines) + "\n"
