"""Whose weights are kept: networks of a wanted data set, also where their training images are beyond recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from grader.artifacts import digest_of, kind_of

if TYPE_CHECKING:
    from recordings import Ran, Recorder

CELLS = {
    1: """
        import numpy as np, keras
        (x, y), (xx, yy) = keras.datasets.cifar10.load_data()
        X, XX = x / 255, xx / 255
        def distorted():
            while True:
                at = np.random.randint(0, len(X), 20)
                yield np.roll(X[at], np.random.randint(1, 9), axis=2) + np.random.normal(0, 0.1, X[at].shape), y[at]
        def make(last='softmax'):
            net = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(10, last)])
            net.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
            return net""",
    2: """
        net = make()
        net.fit(distorted(), steps_per_epoch=3, verbose=0)
        net.evaluate(XX, yy, verbose=0)""",
    3: "make().fit(distorted(), steps_per_epoch=3, validation_data=(XX, yy), verbose=0)",
    4: """
        net = make()
        net.fit(distorted(), steps_per_epoch=3, verbose=0)
        net.predict(XX, verbose=0)""",
    5: """
        net = make()
        net.evaluate(XX, yy, verbose=0)
        net.fit(distorted(), steps_per_epoch=3, verbose=0)""",
    6: "make(lambda z: keras.ops.softmax(2 * z)).fit(X, y, verbose=0)",
    7: "make(keras.layers.LeakyReLU(0.05)).fit(X, y, verbose=0)",
    8: "make().fit(distorted(), steps_per_epoch=3, verbose=0)",
}


@pytest.fixture(scope="module")
def ran(recorder: Recorder) -> Ran:
    found = recorder.run(CELLS, keep=("cifar10",))
    assert [run.error for run in found.recording.cells if run.error] == []
    assert found.recording.notes == ()
    return found


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (2, "evaluate"),  # recognised by what it was evaluated on
        (3, "fit"),  # by what it was validated on
        (4, "predict"),
        (5, "fit"),  # by what it was evaluated on before
    ],
)
def test_distorted_training_images_do_not_lose_the_network(ran: Ran, cell: int, kind: str) -> None:
    weights = ran.network(ran.only(kind, cell)).weights

    assert weights is not None
    assert kind_of(weights) == "weights"
    assert (ran.out / weights).exists()


def test_the_weights_are_those_after_the_training(ran: Ran) -> None:
    before, after = ran.only("evaluate", 5), ran.only("fit", 5)

    assert before.weights != after.weights_after
    assert after.weights_before == before.weights


@pytest.mark.parametrize("cell", [6, 7])
def test_what_could_not_be_rebuilt_alike_leaves_its_predictions(ran: Ran, cell: int) -> None:
    """A function of the student's own, and a slope that the name of the activation does not tell."""
    weights = ran.network(ran.only("fit", cell)).weights

    assert weights is not None
    assert kind_of(weights) == "predictions"


def test_a_network_that_never_met_a_wanted_row_is_not_kept(ran: Ran) -> None:
    assert ran.network(ran.only("fit", 8)).weights is None


def test_a_kept_network_is_recorded_with_what_tells_it_from_another(ran: Ran) -> None:
    kept = [network for network in ran.recording.networks if network.weights]

    assert kept
    assert all(network.weights_digest == digest_of(ran.out, network.weights or "") for network in kept)
