"""A rubric lays its changes over another one: criteria by id, everything else by key."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grader.errors import RubricError
from grader.rubric import Rubric, parse

BASE = """\
exam: Final
parts:
  - id: "1"
    points: 4
    criteria:
      - {check: fit, points: 2, epochs: 10}
      - {check: fit, points: 1, batch_size: 32}
      - {check: summary, id: shown, points: 1, params: 100}
"""


def extended(text: str, **files: str) -> Rubric:
    known = {"base.yaml": BASE} | {f"{name}.yaml": content for name, content in files.items()}

    def read(name: str) -> tuple[str, str]:
        if name not in known:
            raise FileNotFoundError(2, "No such file or directory")
        return name, known[name]

    return parse(text, "over.yaml", read=read)


def faults(text: str, **files: str) -> list[str]:
    with pytest.raises(RubricError) as caught:
        extended(text, **files)
    return list(caught.value.faults)


def test_nothing_but_extends_is_the_base() -> None:
    assert parse(BASE) == extended("extends: base.yaml\n")


def test_a_criterion_without_an_id_is_overridden_by_its_default_one() -> None:
    rubric = extended("extends: base.yaml\ncriteria:\n  1.fit: {epochs: 5}\n  1.fit-2: {batch_size: 64}\n")

    assert (rubric.criteria[0].epochs, rubric.criteria[0].batch_size, rubric.criteria[1].batch_size) == (5, None, 64)


def test_what_is_not_overridden_stays() -> None:
    rubric = extended("extends: base.yaml\ncriteria:\n  shown: {params: 7}\n")

    assert (Decimal(1), 7) == (rubric.criteria[2].points, rubric.criteria[2].params)
    assert parse(BASE).criteria[:2] == rubric.criteria[:2]


def test_the_exam_has_another_name() -> None:
    assert extended("extends: base.yaml\nexam: Resit\n").exam.en == "Resit"


def test_a_chain_is_followed_and_the_last_word_counts() -> None:
    middle = "extends: base.yaml\ncriteria: {1.fit: {epochs: 5}, shown: {params: 7}}\n"

    rubric = extended("extends: middle.yaml\ncriteria: {1.fit: {epochs: 6}}\n", middle=middle)

    assert (rubric.criteria[0].epochs, rubric.criteria[2].params) == (6, 7)


FAULTS = {
    "an unknown criterion": (
        "extends: base.yaml\ncriteria:\n  1.fits: {epochs: 5}\n",
        ["over.yaml:3: criteria.1.fits: the base rubric has no such criterion; did you mean '1.fit'?"],
    ),
    "nothing like it": (
        "extends: base.yaml\ncriteria:\n  zzz: {epochs: 5}\n",
        ["over.yaml:3: criteria.zzz: the base rubric has no such criterion; it has 1.fit, 1.fit-2, shown"],
    ),
    "a misspelt field": (
        "extends: base.yaml\ncriteria:\n  1.fit: {epoch: 5}\n",
        ["over.yaml:3: parts[0].criteria[0].epoch: no such field; did you mean 'epochs'?"],
    ),
    "points that no longer add up": (
        "extends: base.yaml\ncriteria:\n  shown: {points: 2}\n",
        ["base.yaml:4: parts[0].points: part 1 is worth 4 points but its criteria sum to 5; change one of them by 1"],
    ),
    "a value in place of fields": (
        "extends: base.yaml\ncriteria:\n  shown: 3\n",
        ["over.yaml:3: criteria.shown: expected a mapping of the fields to replace, found 3"],
    ),
    "a list in place of the mapping": (
        "extends: base.yaml\ncriteria: [shown]\n",
        ["over.yaml:2: criteria: expected a mapping from criterion ids to fields, found a list"],
    ),
    "a file that is not there": (
        "extends: bas.yaml\n",
        [
            (
                "over.yaml:1: extends: 'bas.yaml' cannot be read (No such file or directory); "
                "names are relative to this file"
            )
        ],
    ),
    "no file's name": (
        "extends: [base.yaml]\n",
        ["over.yaml:1: extends: expected the name of another rubric file, found ['base.yaml']"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_the_place_it_was_written(name: str) -> None:
    text, expected = FAULTS[name]

    assert expected == faults(text)


def test_a_circle_is_told_and_does_not_hang() -> None:
    found = faults("extends: round.yaml\n", round="extends: round.yaml\n")

    assert found == ["round.yaml:1: extends: 'round.yaml' leads back here, or too deep; break the circle"]


def test_a_fault_of_the_base_is_told_in_the_base() -> None:
    found = faults("extends: bad.yaml\n", bad=BASE.replace("epochs: 10", "epoch: 10"))

    assert found == ["bad.yaml:6: parts[0].criteria[0].epoch: no such field; did you mean 'epochs'?"]


@pytest.mark.parametrize("parts", ["3", "[3]", "[{id: a}]", "[{id: a, criteria: 3}]", "[{id: a, criteria: [3]}]"])
def test_a_base_that_is_no_rubric_is_told_and_nothing_else(parts: str) -> None:
    found = faults("extends: bad.yaml\ncriteria: {}\n", bad=f"exam: Final\nparts: {parts}\n")

    assert all(line.startswith("bad.yaml:2: parts") for line in found)
