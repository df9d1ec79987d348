"""Evidence and a rubric to points: what a verdict is worth, what waits, what a person decided."""

from __future__ import annotations

from decimal import Decimal

import pytest

from grader.decisions import Decision
from grader.evidence import Cell, CellKind, Ending, Evidence, Flag, Submission
from grader.rubric import parse
from grader.scoring import digest, score
from grader.values import NOTHING, Shared

RUBRIC = """
exam: Small
parts:
  - id: "1"
    points: 2
    criteria:
      - {check: shape_answer, points: 2, shape: [9216], product: true}
  - id: "2"
    points: 3
    criteria:
      - {check: shape_answer, points: 1.5, shape: [3, 4]}
      - {check: choices_answer, id: 2.choice, points: 1.5, options: [가은, 나래, 다솜], correct: [가은, 나래]}
"""


def evidence_of(*cells: str, **more: object) -> Evidence:
    numbered = tuple(
        Cell(number=number, kind=CellKind.MARKDOWN, source=source) for number, source in enumerate(cells, start=1)
    )
    return Evidence(submission=Submission(name="a.ipynb", form="notebook", cells=numbered, digest="d"), **more)


GOOD = evidence_of("# 1.\n답: 24*24*16", "# 2.\n답: (None, 3, 4)\n답: 가은, 나래")


def test_what_is_earned_pending_and_lost_adds_up_at_every_level() -> None:
    for evidence in (GOOD, evidence_of(), evidence_of("# 1.\n답: 9216 아니면 9217")):
        found = score(parse(RUBRIC), evidence)
        criteria = [criterion for part in found.parts for criterion in part.criteria]
        lost = sum(criterion.lost for criterion in criteria)
        assert found.points + found.pending + lost == found.possible == Decimal(5)
        assert all(part.points == sum(c.points for c in part.criteria) for part in found.parts)


def test_the_same_evidence_gets_the_same_score_every_time() -> None:
    assert score(parse(RUBRIC), GOOD) == score(parse(RUBRIC), GOOD)


def test_what_a_class_has_in_common_is_kept_once() -> None:
    rubric, shared = parse(RUBRIC), Shared()
    one, alike, other = (
        score(rubric, evidence).light(shared)
        for evidence in (GOOD, GOOD, evidence_of("# 1.\n답: 24*24*16", "# 2.\n답: 다솜"))
    )

    assert one.parts == alike.parts != other.parts
    assert all(part is same for part, same in zip(one.parts, alike.parts, strict=True))
    assert one.parts[0] is other.parts[0]
    assert (one.points, other.points) == (Decimal("3.5"), 2)


def test_a_light_score_has_the_points_of_the_full_one_why_some_were_lost_and_what_a_person_decided() -> None:
    full = score(parse(RUBRIC), GOOD, [decided("1")])
    light = full.light(Shared())
    pairs = [
        (c, kept)
        for part, of in zip(full.parts, light.parts, strict=True)
        for c, kept in zip(part.criteria, of.criteria, strict=True)
    ]

    assert all((kept.points, kept.pending, kept.verdict) == (c.points, c.pending, c.verdict) for c, kept in pairs)
    assert [kept.decision for _, kept in pairs] == [c.decision for c, _ in pairs]
    assert {bool(c.lost) for c, _ in pairs} == {True, False}
    assert all(kept.finding.reason == (c.finding.reason if c.lost else NOTHING) for c, kept in pairs)
    assert light.parts[0].work is None


def test_a_light_score_has_how_the_run_ended_and_what_a_person_should_look_at() -> None:
    flag = Flag(kind="leak", message="rows of the test set", message_ko="시험 자료의 행")
    full = score(parse(RUBRIC), evidence_of(ending=Ending.TIMED_OUT, trouble="no disk", flags=(flag,)))
    light = full.light(Shared())

    assert (light.flags, light.known.ending, light.known.trouble) == ((flag,), Ending.TIMED_OUT, "no disk")
    assert light.known.submission.name == full.known.submission.name
    assert light.known.submission.digest == full.known.submission.digest


def test_what_could_not_be_read_is_worth_nothing_known_and_loses_nothing() -> None:
    unread = Evidence(
        submission=Submission(name="a", form="script", cells=(), digest=""), ending=Ending.REJECTED, trouble="no JSON"
    )
    found = score(parse(RUBRIC), unread)
    assert (found.points, found.pending) == (0, 5)
    assert "no JSON" in found.parts[0].criteria[0].finding.reason.en


def test_a_check_that_fails_itself_costs_no_point(monkeypatch: pytest.MonkeyPatch) -> None:
    rubric = parse(RUBRIC)

    def broken(_self: object, _part: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(type(rubric.criteria[0]), "examine", broken)
    found = score(rubric, GOOD)
    assert found.parts[0].pending == 2
    assert "ours" in found.parts[0].criteria[0].finding.reason.en
    # The check of another kind is not touched by it.
    assert found.parts[1].criteria[1].verdict is score(parse(RUBRIC), GOOD).parts[1].criteria[1].verdict


def decided(points: str, *, seen: str = "", criterion: str = "2.choice", possible: str = "1.5") -> Decision:
    return Decision(
        criterion=criterion,
        points=Decimal(points),
        possible=Decimal(possible),
        comment="explained well",
        who="Prof. Lee",
        when="2026-06-20T10:00:00+09:00",
        seen=seen,
    )


def test_a_persons_decision_takes_the_verdicts_place_and_says_whose_it_is() -> None:
    criterion = score(parse(RUBRIC), GOOD, [decided("0.5")]).parts[1].criteria[1]
    assert (criterion.points, criterion.pending, criterion.lost) == (Decimal("0.5"), 0, 1)
    assert criterion.finding.reason.en.startswith("Prof. Lee decided: explained well")


def test_the_last_decision_on_a_criterion_holds() -> None:
    criterion = score(parse(RUBRIC), GOOD, [decided("0.5"), decided("1.0")]).parts[1].criteria[1]
    assert criterion.points == 1


def test_a_decision_is_stale_once_the_finding_is_another() -> None:
    rubric = parse(RUBRIC)
    seen = digest(score(rubric, GOOD).parts[1].criteria[1].finding)
    fresh = score(rubric, GOOD, [decided("0.5", seen=seen)]).parts[1].criteria[1]
    changed = evidence_of("# 1.\n답: 24*24*16", "# 2.\n답: (None, 3, 4)\n답: 다솜")
    stale = score(rubric, changed, [decided("0.5", seen=seen)]).parts[1].criteria[1]
    assert not fresh.stale
    assert stale.stale
    # It is the person's to take back, not a run's.
    assert stale.points == Decimal("0.5")


def test_a_decision_keeps_its_share_when_the_criterion_becomes_worth_more() -> None:
    dearer = parse(
        RUBRIC.replace("points: 3", "points: 4.5").replace("id: 2.choice, points: 1.5", "id: 2.choice, points: 3")
    )
    assert score(dearer, GOOD, [decided("0.5")]).parts[1].criteria[1].points == 1


def test_a_decision_on_a_criterion_that_is_gone_changes_nothing() -> None:
    assert score(parse(RUBRIC), GOOD, [decided("0.5", criterion="9.gone")]).points == score(parse(RUBRIC), GOOD).points


def test_more_points_than_a_criterion_is_worth_cannot_be_given() -> None:
    with pytest.raises(ValueError, match=r"worth 1\.5"):
        decided("2")
