"""Every fault of a rubric is told at once: file, line, path, what was expected, what was found, the way out."""

from __future__ import annotations

import pytest

from grader.errors import RubricError
from grader.rubric import parse

HEAD = """\
exam: Final
parts:
  - id: "1"
    points: 3
    criteria:
"""
SECOND = """\
  - id: "2"
    points: 1
    criteria:
      - {check: summary, points: 1}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        parse(text, "r.yaml")
    return list(caught.value.faults)


def criterion(line: str) -> str:
    """A rubric whose first criterion, on line 6, is as given."""
    return HEAD + f"      - {line}\n"


CRITERIA = {
    "misspelt field": (
        "{check: fit, points: 3, epoch: 10}",
        ["r.yaml:6: parts[0].criteria[0].epoch: no such field; did you mean 'epochs'?"],
    ),
    "field of another check": (
        "{check: summary, points: 3, patience: 3}",
        ["r.yaml:6: parts[0].criteria[0].patience: no such field; fields are check, id, points, title, params"],
    ),
    "misspelt check": (
        "{check: architectur, points: 3, layers: [flatten]}",
        ["r.yaml:6: parts[0].criteria[0].check: no check is called 'architectur'; did you mean 'architecture'?"],
    ),
    "no check": (
        "{points: 3, epochs: 10}",
        ["r.yaml:6: parts[0].criteria[0].check: required, and not there; it names the check"],
    ),
    "no points": ("{check: fit, epochs: 10}", ["r.yaml:6: parts[0].criteria[0].points: required, and not there"]),
    "a data set that the grader has not": (
        "{check: fit, points: 3, data: iris/train}",
        [
            (
                "r.yaml:6: parts[0].criteria[0].data: no data set is called 'iris'; known are fashion_mnist, cifar10; "
                "of others leave data out"
            )
        ],
    ),
    "an option that is a mapping to YAML, and one that is true": (
        "{check: choices_answer, points: 3, options: [a: 1, yes], correct: []}",
        [
            "r.yaml:6: parts[0].criteria[0].options[0]: expected text, found a mapping",
            "r.yaml:6: parts[0].criteria[0].options[1]: expected text, found True; put it in quotes",
        ],
    ),
    "points as words": (
        "{check: fit, points: three}",
        ["r.yaml:6: parts[0].criteria[0].points: expected a number, found 'three'"],
    ),
    "negative points": (
        "{check: fit, points: -3}",
        [
            "r.yaml:4: parts[0].points: part 1 is worth 3 points but its criteria sum to -3; change one of them by 6",
            "r.yaml:6: parts[0].criteria[0].points: expected a number ≥ 0, found -3",
        ],
    ),
    "points that are not a number": (
        "{check: fit, points: .nan}",
        ["r.yaml:6: parts[0].criteria[0].points: expected a number, found nan"],
    ),
    "a thousandth of a point": (
        "{check: fit, points: 2.995}",
        [
            (
                "r.yaml:4: parts[0].points: part 1 is worth 3 points but its criteria sum to 2.995; "
                "change one of them by 0.005"
            ),
            "r.yaml:6: parts[0].criteria[0].points: expected at most 2 decimal places, found 2.995",
        ],
    ),
    "points that do not add up": (
        "{check: fit, points: 2.5}",
        ["r.yaml:4: parts[0].points: part 1 is worth 3 points but its criteria sum to 2.5; change one of them by 0.5"],
    ),
    "epochs as text": (
        "{check: fit, points: 3, epochs: ten}",
        ["r.yaml:6: parts[0].criteria[0].epochs: expected a whole number, found 'ten'"],
    ),
    "share in percent": (
        "{check: fit, points: 3, validation: 20}",
        ["r.yaml:6: parts[0].criteria[0].validation: expected a number < 1, found 20"],
    ),
    "threshold in percent": (
        "{check: accuracy, points: 3, data: cifar10/test, at_least: 70}",
        ["r.yaml:6: parts[0].criteria[0].at_least: expected a number ≤ 1, found 70"],
    ),
    "two ways to ask for epochs": (
        "{check: fit, points: 3, epochs: 10, epochs_at_least: 5}",
        ["r.yaml:6: parts[0].criteria[0]: 'epochs' and 'epochs_at_least' are both given; keep one of them"],
    ),
    "a word that is no option": (
        "{check: architecture, points: 3, layers: [flatten], partial: some}",
        ["r.yaml:6: parts[0].criteria[0].partial: expected 'none' or 'aligned', found 'some'"],
    ),
    "layers not as a list": (
        "{check: architecture, points: 3, layers: dense 20}",
        ["r.yaml:6: parts[0].criteria[0].layers: expected a list, found 'dense 20'"],
    ),
    "no layers": (
        "{check: architecture, points: 3, layers: []}",
        ["r.yaml:6: parts[0].criteria[0].layers: expected at least 1 items, found a list"],
    ),
    "a layer without its size": (
        "{check: architecture, points: 3, layers: [flatten, dense relu]}",
        ["r.yaml:6: parts[0].criteria[0].layers[1]: 'dense relu': dense needs its units, for example 'dense 20'"],
    ),
    "a bare number as a layer": (
        "{check: architecture, points: 3, layers: [20]}",
        ["r.yaml:6: parts[0].criteria[0].layers[0]: expected text, found 20; put it in quotes"],
    ),
    "a part that is not there": (
        '{check: architecture, points: 3, layers: [flatten], carry_forward: "7"}',
        ["r.yaml:6: parts[0].criteria[0].carry_forward: there is no part '7'; parts are 1"],
    ),
    "a criterion that is plain text": (
        "fit",
        ["r.yaml:6: parts[0].criteria[0]: expected a mapping, found 'fit'"],
    ),
    "a key given twice": (
        "{check: fit, points: 1, points: 3}",
        ["r.yaml:6: parts[0].criteria[0].points: given twice; keep one"],
    ),
    "a merge key": (
        "{<<: {points: 3}, check: fit}",
        ["r.yaml:6: parts[0].criteria[0]: merge keys (<<) are not read here; write the fields out"],
    ),
    "a tag that makes an object": (
        "{check: fit, points: !!python/object/apply:os.getcwd []}",
        ["r.yaml:6: parts[0].criteria[0].points: expected a number, found a list"],
    ),
    "a tag of one's own": (
        "{check: fit, points: !points 3}",
        ["r.yaml:6: parts[0].criteria[0].points: the tag '!points' is not allowed; write a plain value"],
    ),
    "a date that is none": (
        "{check: fit, points: 3, id: 2022-13-99}",
        ["r.yaml:6: parts[0].criteria[0].id: month must be in 1..12; put it in quotes if it is text"],
    ),
}


@pytest.mark.parametrize("name", CRITERIA)
def test_a_fault_of_a_criterion_is_told_with_its_line(name: str) -> None:
    line, expected = CRITERIA[name]

    assert expected == faults(criterion(line))


DOCUMENTS = {
    "nothing": ("", ["r.yaml:1: expected a mapping with 'exam' and 'parts', found nothing; see docs/rubric.md"]),
    "a list": ("- a\n", ["r.yaml:1: expected a mapping with 'exam' and 'parts', found a list; see docs/rubric.md"]),
    "prose": ("hello", ["r.yaml:1: expected a mapping with 'exam' and 'parts', found plain text; see docs/rubric.md"]),
    "no parts": ("exam: Final\n", ["r.yaml:1: parts: required, and not there"]),
    "an empty list of parts": (
        "exam: Final\nparts: []\n",
        ["r.yaml:2: parts: expected at least one part, found none; add one with its criteria"],
    ),
    "a part without criteria": (
        'exam: Final\nparts:\n  - id: "1"\n    points: 0\n    criteria: []\n',
        ["r.yaml:5: parts[0].criteria: expected at least one criterion, found none; say what the points are for"],
    ),
    "a misspelt part": (
        'exam: Final\nparts:\n  - {id: "1", point: 0, criteria: [{check: fit, points: 0}]}\n',
        [
            "r.yaml:3: parts[0].points: required, and not there",
            "r.yaml:3: parts[0].point: no such field; did you mean 'points'?",
        ],
    ),
    "an id that YAML reads as a number": (
        "exam: Final\nparts:\n  - {id: 1, points: 0, criteria: [{check: fit, points: 0}]}\n",
        ["r.yaml:3: parts[0].id: expected text, found 1; put it in quotes"],
    ),
    "an id with spaces": (
        'exam: Final\nparts:\n  - {id: "1 a", points: 0, criteria: [{check: fit, points: 0}]}\n',
        ["r.yaml:3: parts[0].id: expected letters and digits, joined by '-' or '.', found '1 a'"],
    ),
    "two parts of one name": (
        criterion("{check: fit, points: 3}") + SECOND.replace('"2"', '"1"'),
        ["r.yaml:7: parts[1].id: part id '1' is used already; give it another one"],
    ),
    "two criteria of one name": (
        criterion("{check: fit, id: a, points: 3}") + SECOND.replace("summary,", "summary, id: a,"),
        ["r.yaml:10: parts[1].criteria[0].id: criterion id 'a' is used already; give it another one"],
    ),
    "a field that no rubric has": (
        criterion("{check: fit, points: 3}") + "secton: []\n",
        ["r.yaml:7: secton: no such field; did you mean 'sections'?"],
    ),
    "overrides of nothing": (
        criterion("{check: fit, points: 3}") + "criteria: {}\n",
        ["r.yaml:7: criteria: no such field; fields are exam, sections, parts, extends"],
    ),
    "a tab": (
        "exam: Final\nparts:\n\t- id: 1\n",
        ["r.yaml:3: not YAML: a tab; indent with spaces"],
    ),
    "a quote left open": (
        'exam: "Final\nparts: []\n',
        ["r.yaml:3: not YAML: found unexpected end of stream; check indentation and quotes"],
    ),
    "a character that is no text": (
        "exam: Final\nparts: \x00\n",
        ["r.yaml:2: not YAML: '\\x00' is not allowed; save the file as UTF-8 text"],
    ),
    "an unknown alias": (
        "exam: *name\n",
        ["r.yaml:1: not YAML: found undefined alias 'name'; check indentation and quotes"],
    ),
    "a list as a key": (
        "exam: Final\n? [a]\n: b\nparts: []\n",
        ["r.yaml:2: the rubric: expected a field's name, found a list"],
    ),
    "an alias inside itself": (
        "exam: &a [*a]\n",
        ["r.yaml:1: exam[0][0][0][0][0]: aliases (*name) unfold to more than a rubric can hold; write it out"],
    ),
    "a billion laughs": (
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{n}: &{n} [{', '.join([f'*{p}'] * 10)}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)),
        ["r.yaml:1: e[3][3][8][8][8]: aliases (*name) unfold to more than a rubric can hold; write it out"],
    ),
    "a mountain of brackets": (
        "exam: " + "[" * 5000,
        ["r.yaml: nested too deep (most: 40 levels); rubrics need 8"],
    ),
    "a very long file": (
        "#" * (1 << 21),
        ["r.yaml: expected a rubric, found 2,097,152 characters (most: 1,048,576)"],
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_fault_of_the_whole_file_is_told_with_its_line(name: str) -> None:
    text, expected = DOCUMENTS[name]

    assert expected == faults(text)


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        HEAD
        + "      - {check: fitt, points: 1}\n"
        + "      - {check: fit, points: 1, epochs: many, bath_size: 3}\n"
        + '      - {check: evaluate, points: 2, data: cifar10/test, network_of: "9"}\n'
        + SECOND.replace("points: 1}", "points: 7}")
        + "secton: []\n"
    )

    found = faults(text)

    assert [int(line.split(":")[1]) for line in found] == [4, 6, 7, 7, 8, 10, 13]
    assert len(set(found)) == len(found)
