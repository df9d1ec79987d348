"""The evaluate check: the right network, the right rows, the number shown."""

from __future__ import annotations

from fractions import Fraction

from works import Work, check, data

from grader.checks.base import Verdict
from grader.checks.evaluate import EvaluateCheck
from grader.evidence import Labels, Predict

ASKED = check(EvaluateCheck, network_of="1-1", data="fashion_mnist/test")


def test_the_network_of_the_other_part_on_the_test_set_shown() -> None:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"))
    found = ASKED.examine(work.part("1-2"))
    assert found.verdict is Verdict.MET
    assert "accuracy 0.8600" in found.reason.en


def test_a_fresh_network_is_not_the_one() -> None:
    work = Work()
    work.fit("1-1")
    work.evaluate("1-2", work.network())
    assert ASKED.examine(work.part("1-2")).verdict is Verdict.NOT_MET


def test_another_parts_network_is_not_the_one() -> None:
    work = Work()
    work.fit("1-1")
    work.evaluate("1-2", work.fit("1-3"))
    found = ASKED.examine(work.part("1-2"))
    assert found.verdict is Verdict.NOT_MET
    assert "asked for the network as 1-1 trained it" in found.reason.en


def test_the_training_rows_are_not_the_test_rows() -> None:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"), data=data("fashion_mnist/train"))
    assert ASKED.examine(work.part("1-2")).verdict is Verdict.NOT_MET


def test_some_of_the_test_rows_are_not_all_of_them() -> None:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"), data=data("fashion_mnist/test", 1_000))
    assert ASKED.examine(work.part("1-2")).verdict is Verdict.NOT_MET


def test_wrong_labels_are_no_test() -> None:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"), labels=Labels(encoding="sparse", correct=0.1))
    assert ASKED.examine(work.part("1-2")).verdict is Verdict.NOT_MET


def test_one_right_evaluation_among_others_is_enough() -> None:
    work = Work()
    fit = work.fit("1-1")
    work.evaluate("1-2", fit)
    work.evaluate("1-2", fit, data=data("fashion_mnist/train"))
    assert ASKED.examine(work.part("1-2")).verdict is Verdict.MET


def test_a_number_kept_to_oneself_is_half() -> None:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"), printed=False)
    found = ASKED.examine(work.part("1-2"))
    assert (found.earned, found.pending) == (Fraction(1, 2), 0)


def test_a_number_in_the_words_only_is_for_a_person() -> None:
    work = Work()
    work.evaluate("1-2", work.fit("1-1"), printed=False)
    work.say("1-2", "테스트 정확도는 0.8571이다.")
    found = ASKED.examine(work.part("1-2"))
    assert (found.earned, found.pending) == (Fraction(1, 2), Fraction(1, 2))


def test_shown_in_any_form() -> None:
    for text in ("0.86", "0.8600000143051147", "86.00%", "accuracy: 86.00 %", "정확도 = 0.860"):
        work = Work()
        fit = work.fit("1-1")
        work.evaluate("1-2", fit, cell=work.cell("1-2", "print(...)", displayed=(text,)))
        assert ASKED.examine(work.part("1-2")).verdict is Verdict.MET, text


def test_predictions_compared_with_labels_are_an_evaluation() -> None:
    work = Work()
    fit = work.fit("1-1")
    cell = work.cell("1-2", "(net.predict(xx).argmax(1) == yy).mean()", displayed=("0.8612",))
    work.events.append(
        Predict(
            seq=len(work.events),
            cell=cell,
            model=fit.model,
            network=fit.network,
            data=data("fashion_mnist/test"),
            accuracy=0.8612,
            weights=fit.weights_after,
        )
    )
    assert ASKED.examine(work.part("1-2")).verdict is Verdict.MET


def test_nothing_is_not_met() -> None:
    work = Work()
    work.fit("1-1")
    assert ASKED.examine(work.parts("1-1", "1-2")["1-2"]).verdict is Verdict.NOT_MET
