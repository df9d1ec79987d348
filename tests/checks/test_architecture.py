"""The architecture check: what counts as the network asked for, and what each difference costs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from works import CONVOLUTIONAL, DENSE, Work, check

from grader.checks.architecture import ArchitectureCheck
from grader.checks.base import Alignment, Verdict
from grader.evidence import CellError, Ending, Function, Layer

ASKED = check(ArchitectureCheck, layers=DENSE, partial="aligned")
CNN = check(
    ArchitectureCheck,
    layers=[layer.replace("conv2d 6 5x5 relu", "conv2d 6 5x5 relu|linear") for layer in CONVOLUTIONAL],
    partial="aligned",
)


def trained(*specs: str) -> Work:
    work = Work()
    work.fit("1-1", work.network(specs))
    return work


SHARES = [
    (DENSE, Fraction(1)),
    (("flatten", "dense 20 relu", "dense 31 relu", "dense 10 softmax"), Fraction(3, 4)),
    (("flatten", "dense 20 sigmoid", "dense 30 relu", "dense 10 softmax"), Fraction(3, 4)),
    (("flatten", "dense 20 relu", "dense 10 softmax"), Fraction(3, 4)),
    # One layer too many is one of five.
    (("flatten", "dense 20 relu", "dense 30 relu", "dropout 0.2", "dense 10 softmax"), Fraction(4, 5)),
    (("flatten", "dense 20 relu", "dense 30 relu", "dense 10"), Fraction(3, 4)),
    (("flatten", "dense 30 relu", "dense 20 relu", "dense 10 softmax"), Fraction(1, 2)),
    (("dense 20 relu", "dense 30 relu", "dense 10 softmax"), Fraction(3, 4)),
]


@pytest.mark.parametrize(("specs", "share"), SHARES, ids=str)
def test_credit_is_the_share_of_layers_that_are_right(specs: tuple[str, ...], share: Fraction) -> None:
    found = ASKED.examine(trained(*specs).part())
    assert (found.earned, found.pending) == (share, 0)
    assert share == 1 or isinstance(found.exhibit, Alignment)


def test_either_activation_is_right_where_the_rubric_allows_both() -> None:
    for activation in ("relu", ""):
        specs = (f"conv2d 6 5x5 {activation}", *CONVOLUTIONAL[1:])
        assert CNN.examine(trained(*specs).part()).verdict is Verdict.MET
    sigmoid = ("conv2d 6 5x5 sigmoid", *CONVOLUTIONAL[1:])
    assert CNN.examine(trained(*sigmoid).part()).verdict is Verdict.PARTIAL


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("conv2d 6 2x2 relu", "conv2d 6 5x5 relu"),
        ("avgpool2d 2x2", "maxpool2d 2x2"),
        ("dropout 0.8", "dropout 0.2"),
        ("conv2d 6 5x5 same relu", "conv2d 6 5x5 relu"),
        ("conv2d 6 5x5 stride 2 relu", "conv2d 6 5x5 relu"),
    ],
)
def test_what_was_asked_for_is_never_missed(wrong: str, right: str) -> None:
    specs = tuple(wrong if spec == right else spec for spec in CONVOLUTIONAL)
    found = CNN.examine(trained(*specs).part())
    assert found.verdict is Verdict.PARTIAL
    assert "asked for" in found.reason.en


def test_logits_under_a_loss_that_applies_softmax_are_a_softmax() -> None:
    work = Work()
    loss = Function(name="sparse_categorical_crossentropy", settings={"from_logits": True})
    compiled = work.fit("1-1", work.network(("flatten", "dense 20 relu", "dense 30 relu", "dense 10"))).compiled
    work.events[-1] = work.events[-1].model_copy(update={"compiled": compiled.model_copy(update={"loss": loss})})
    assert ASKED.examine(work.part()).verdict is Verdict.MET


def test_a_layer_of_ones_own_is_for_a_person() -> None:
    work = Work()
    network = work.network()
    custom = Layer(class_name="MyDense", kind="custom")
    work.networks[0] = network.model_copy(update={"layers": (*network.layers[:2], custom, network.layers[3])})
    work.fit("1-1", work.networks[0])
    found = ASKED.examine(work.part())
    assert found.verdict is Verdict.UNDETERMINED
    assert "MyDense" in found.reason.en


def test_a_mistake_costs_once() -> None:
    carried = check(ArchitectureCheck, layers=DENSE, carry_forward="1-1")
    wrong = ("flatten", "dense 25 relu", "dense 30 relu", "dense 10 softmax")
    work = trained(*wrong)
    work.fit("1-3", work.network(wrong))
    assert carried.examine(work.part("1-3")).verdict is Verdict.MET
    another = trained(*wrong)
    another.fit("1-3", another.network(("flatten", "dense 26 relu", "dense 30 relu", "dense 10 softmax")))
    assert carried.examine(another.part("1-3")).verdict is Verdict.NOT_MET


def test_a_network_counts_as_it_was_built_though_the_fit_was_never_reached() -> None:
    work = Work()
    work.built("1-1", work.network(DENSE))
    assert ASKED.examine(work.part()).verdict is Verdict.MET

    wrong = Work()
    wrong.built("1-1", wrong.network(("flatten", "dense 20 relu", "dense 31 relu", "dense 10 softmax")))
    assert ASKED.examine(wrong.part()).earned == Fraction(3, 4)


def test_what_was_trained_counts_before_what_was_built_later() -> None:
    work = trained(*DENSE)
    work.built("1-1", work.network(("flatten", "dense 10 softmax")))
    assert ASKED.examine(work.part()).verdict is Verdict.MET


def test_nothing_is_not_met_and_the_students_error_is_told() -> None:
    assert ASKED.examine(Work().parts("1-1")["1-1"]).verdict is Verdict.NOT_MET
    work = Work()
    work.cell("1-1", "net.fit(", error=CellError(type="NameError", message="net", line=1))
    found = ASKED.examine(work.part())
    assert "NameError" in found.reason.en
    assert found.where == "cell 1, line 1"


def test_a_run_that_was_cut_costs_nothing() -> None:
    work = Work(ending=Ending.TIMED_OUT)
    work.cell("1-1", "net.fit(x, y)", run=False)
    assert ASKED.examine(work.part()).verdict is Verdict.UNDETERMINED
