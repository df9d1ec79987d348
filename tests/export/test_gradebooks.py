from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import classes
import pytest
from classes import CANVAS, MOODLE_HEADS, POSSIBLE, worksheet

from grader.errors import UsageError
from grader.export import canvas, moodle, tables
from grader.export.graded import Graded


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


# -------------------------------------------------------------------------------------------------------------- canvas


def test_canvas_gets_its_own_file_back_with_one_column_filled_in() -> None:
    filled = canvas.fill(CANVAS.encode(), classes.a_class(), file="g.csv", assignment="기말고사")
    before, after = rows(CANVAS), rows(filled.text)
    expected = [str(one.score.points.normalize()) for one in classes.a_class()]

    assert [row[6] for row in after[3:8]] == expected
    assert after[8][6] == "12"  # handed in nothing here: what the teacher wrote stays
    assert [[*row[:6], *row[7:]] for row in before] == [[*row[:6], *row[7:]] for row in after]
    assert after[0] == before[0]  # no assignment was made up
    assert filled.text.startswith("\ufeff")
    assert any(classes.MISSING in note for note in filled.notes)
    assert not any("Student, Test" in note for note in filled.notes)


def test_all_other_bytes_of_a_gradebook_stay_as_they_were() -> None:
    filled = canvas.fill(CANVAS.encode(), [], file="g.csv", assignment="12")

    assert filled.text == CANVAS


@pytest.mark.parametrize("named", ["기말고사", "기말고사 (12)", "12"])
def test_an_assignment_is_named_by_title_or_number(named: str) -> None:
    canvas.fill(CANVAS.encode(), classes.a_class(), file="g.csv", assignment=named)


@pytest.mark.parametrize(
    ("content", "assignment", "message"),
    [
        (CANVAS, "Midterm", "expected one assignment called 'Midterm', found 0.*Homework \\(11\\); 기말고사 \\(12\\)"),
        (CANVAS, "", "expected one assignment, found 2.*--assignment"),
        (CANVAS, "Homework", "worth 10 points there and 70 in the rubric"),
        (CANVAS.replace(f",{POSSIBLE},(read", ",100,(read"), "12", "worth 100 points there.*no grade is scaled unseen"),
        (CANVAS.replace("Section", "Group"), "12", "expected a gradebook of Canvas"),
        ("name,points\r\na,1\r\n", "12", "expected a gradebook of Canvas"),
        ("just text", "12", "expected a heading of several columns"),
        ("", "12", "expected a heading of several columns"),
    ],
)
def test_what_is_no_fit_for_canvas_is_refused_with_a_way_out(content: str, assignment: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        canvas.fill(content.encode(), classes.a_class(), file="g.csv", assignment=assignment)


def test_a_gradebook_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(UsageError, match="expected UTF-8, found byte"):
        canvas.fill(CANVAS.encode("utf-16"), [], file="g.csv")


def test_a_gradebook_with_semicolons_and_a_single_assignment_needs_no_name() -> None:
    german = (
        f"Student;ID;SIS Login ID;Section;Klausur (7)\n    Points Possible;;;;{POSSIBLE},00\n김하나;101;20260001;A;\n"
    )
    filled = canvas.fill(german.encode(), classes.a_class()[:1], file="g.csv")

    assert rows(filled.text, ";")[2][4] == str(classes.a_class()[0].score.points.normalize())


@pytest.mark.parametrize(
    ("student", "ids", "found"),
    [
        ("whoever", ("101",), 3),
        ("whoever", ("HANA",), 3),
        ("김하나", (), 3),
        ("Müller Jörg", (), 6),
        ("mullerjorg", (), None),  # letters must be the same letters
        ("müllerjörg", (), 6),
        ("obrienpat", ("pat@example.ac.kr",), 4),
        ("nobody", (), None),
    ],
)
def test_a_row_is_found_by_id_then_by_name(student: str, ids: tuple[str, ...], found: int | None) -> None:
    one = replace(classes.a_class()[0], student=student, ids=ids)
    filled = canvas.fill(CANVAS.encode(), [one], file="g.csv", assignment="12")
    changed = [at for at, (old, new) in enumerate(zip(rows(CANVAS), rows(filled.text), strict=True)) if old != new]

    assert changed == ([found] if found is not None else [])
    assert (found is None) == any("enter it by hand" in note for note in filled.notes)


def test_two_students_of_one_name_get_no_grade_that_might_be_the_others() -> None:
    twice = CANVAS + "김하나,107,20260007,hana2,반 2,,,\r\n"
    one = Graded("김하나.py", "김하나", (), classes.a_class()[0].score)
    filled = canvas.fill(twice.encode(), [one], file="g.csv", assignment="12")

    assert filled.text == twice
    assert "fits the rows 4, 11 alike" in filled.notes[0]


def test_two_submissions_of_one_student_are_left_to_the_teacher() -> None:
    one = classes.a_class()[0]
    filled = canvas.fill(CANVAS.encode(), [one, replace(one, name="again.py")], file="g.csv", assignment="12")

    assert filled.text == CANVAS
    assert "all fit" in filled.notes[0]


def test_points_that_wait_are_named() -> None:
    filled = canvas.fill(CANVAS.encode(), classes.a_class()[:1], file="g.csv", assignment="12")

    assert any(re.search(r"3 still wait for a person", note) for note in filled.notes)


# -------------------------------------------------------------------------------------------------------------- moodle


def test_moodle_gets_its_worksheet_back_with_grade_and_feedback_filled_in() -> None:
    filled = moodle.fill(worksheet().encode(), classes.a_class(), file="w.csv")
    before, after = rows(worksheet()), rows(filled.text)

    assert [row[4] for row in after[1:6]] == [str(one.score.points.normalize()) for one in classes.a_class()]
    assert after[6] == before[6]
    assert [[*row[:4], *row[5:8]] for row in before] == [[*row[:4], *row[5:8]] for row in after]
    assert "1-1 " in after[1][8]
    assert "\n" in after[1][8]


@pytest.mark.parametrize("language", MOODLE_HEADS)
def test_headings_stay_byte_for_byte_in_any_language(language: str) -> None:
    content = "\ufeff" + worksheet(language).replace("\n", "\r\n")
    filled = moodle.fill(content.encode(), classes.a_class(), file="w.csv")

    assert filled.text.split("\r\n")[0] == content.split("\r\n")[0]
    assert rows(filled.text)[1][4] == str(classes.a_class()[0].score.points.normalize())


def test_a_feedback_column_in_an_unknown_language_is_filled_when_it_is_named_and_else_said() -> None:
    content = worksheet("no language known here").encode()
    unnamed = moodle.fill(content, classes.a_class(), file="w.csv")
    named = moodle.fill(content, classes.a_class(), file="w.csv", feedback="Kommentar")

    assert rows(unnamed.text)[1][8] == ""
    assert any("--feedback-column" in note for note in unnamed.notes)
    assert rows(named.text)[1][8].startswith("1-1 ")


@pytest.mark.parametrize(
    ("content", "names", "message"),
    [
        (worksheet(maximum="100.00"), {}, "maximum grade is 100.00 there and 70 in the rubric"),
        ("a,b,c\n1,2,3\n", {}, "expected Moodle's offline grading worksheet"),
        (worksheet(), {"grade": "Note"}, "expected one column 'Note', found 0"),
        (worksheet(), {"feedback": "Note"}, "expected one column 'Note', found 0"),
    ],
)
def test_what_is_no_fit_for_moodle_is_refused_with_a_way_out(content: str, names: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        moodle.fill(content.encode(), classes.a_class(), file="w.csv", **names)


def test_the_number_in_a_folders_name_finds_its_participant() -> None:
    one = Graded("A B_3_assignsubmission_file_", "A B", ("3",), classes.a_class()[0].score)
    filled = moodle.fill(worksheet().encode(), [one], file="w.csv")

    assert [row[4] != "" for row in rows(filled.text)[1:]] == [False, False, True, False, False, False]


def test_feedback_holds_no_key_and_no_formula() -> None:
    filled = moodle.fill(worksheet().encode(), classes.a_class(), file="w.csv", language="ko")

    assert not any(row[8].lstrip().startswith(("=", "+", "-", "@")) for row in rows(filled.text)[1:])


# -------------------------------------------------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a,b\r\n1,2",
        "a,b\r1,2\r",
        'a,"b\nc"\n"x ""y"" z", w \n',
        "a;b\n1;2\n\n\n",
        "a\tb\n1\t\n",
        "\ufeffa,b\n,,,,\n",
        'a,b\n"never closed,2\n3,4\n',
        'a,b\n "x" ,y\n"x"z,y\n',
    ],
)
def test_a_file_that_nothing_is_filled_into_stays_byte_for_byte(text: str) -> None:
    assert tables.read(text.encode(), "t").text() == text


def test_a_field_is_read_as_csv_readers_read_it() -> None:
    text = 'a,b,c\n"x, ""y""",,"line\nend"\n'
    table = tables.read(text.encode(), "t")

    assert [[table.get(r, c) for c in range(3)] for r in range(2)] == rows(text)
    assert table.get(1, 7) == ""


@pytest.mark.parametrize("value", ["", "plain", "a,b", 'a"b', "a\nb", " a ", "a;b", "=1"])
def test_a_value_filled_in_is_read_back(value: str) -> None:
    table = tables.read(b"a,b\n1,2\n", "t")
    table.put(1, 1, value)

    assert rows(table.text())[1] == ["1", value]
