"""Names functions by what they compute: each is tried on sample values beside Keras's own."""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

    Values = NDArray[np.float32]

ACTIVATIONS = (
    *("linear", "relu", "softmax", "sigmoid", "tanh", "relu6", "elu", "selu", "softplus", "softsign", "silu", "gelu"),
    *("exponential", "mish", "hard_sigmoid", "log_softmax"),
)
LOSSES = (
    *("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy", "mean_squared_error"),
    *("mean_absolute_error", "mean_squared_logarithmic_error", "mean_absolute_percentage_error", "huber", "log_cosh"),
    *("kl_divergence", "poisson", "cosine_similarity", "hinge", "squared_hinge", "categorical_hinge"),
)
CROSSENTROPIES = frozenset(LOSSES[:3])
METRICS = (
    *("accuracy", "mean_squared_error", "mean_absolute_error", "categorical_crossentropy"),
    *("sparse_categorical_crossentropy", "binary_crossentropy"),
)

CLOSE = 1e-4
"""Float32 sums differ by less in another order of summing, and the functions by far more on the samples."""


class Loss(NamedTuple):
    """A loss of Keras's that a function computes the same as."""

    name: str
    settings: dict[str, bool]


class Sample(NamedTuple):
    """Labels and outputs that a loss or metric is tried on."""

    true: NDArray[np.generic]
    predicted: Values


class Probe:
    """Tries functions on sample values, with the functions of one Keras beside them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def activation(self, function: Callable[[Foreign], Foreign]) -> str | None:
        """Return the name of the activation that ``function`` computes, None if Keras has none like it."""
        grid = _grid()
        found = self._call(function, grid)
        if found is None or found.shape != grid.shape:
            return None
        for name in ACTIVATIONS:
            if _alike(found, self._built_in_activation(name)):
                return name
        return "leaky_relu" if _is_leaky(grid, found) else None

    def loss(self, function: Callable[[Foreign, Foreign], Foreign]) -> Loss | None:
        """Return the loss that ``function(y_true, y_pred)`` computes, up to how it averages over the rows."""
        for name in LOSSES:
            own = getattr(self._engine.keras.losses, name, None)
            for logits in (False, True) if name in CROSSENTROPIES else (False,):
                settings = {"from_logits": True} if logits else {}
                samples = list(_samples(name, logits=logits))
                if own is not None and self._same(function, functools.partial(own, **settings), samples):
                    return Loss(name, settings)
        return None

    def metric(self, function: Callable[[Foreign, Foreign], Foreign]) -> str | None:
        """Return the metric that ``function(y_true, y_pred)`` computes, up to how it averages over the rows."""
        for name in METRICS:
            if name == "accuracy":
                accuracies = ("categorical_accuracy", "sparse_categorical_accuracy", "binary_accuracy")
                if any(self._is_metric(function, own) for own in accuracies):
                    return name
            elif self._is_metric(function, name):
                return name
        return None

    def _is_metric(self, function: Callable[[Foreign, Foreign], Foreign], name: str) -> bool:
        own = getattr(self._engine.keras.metrics, name)
        return self._same(function, own, list(_samples(name, logits=False)))

    def _same(self, function: Foreign, own: Foreign, samples: list[Sample]) -> bool:
        for sample in samples:
            found, expected = self._call(function, *sample), self._call(own, *sample)
            if found is None or expected is None or not _alike(found.mean(), expected.mean()):
                return False
        return True

    @functools.cache  # noqa: B019 - one probe lives as long as the process
    def _built_in_activation(self, name: str) -> Values:
        function = getattr(self._engine.keras.activations, name, None)
        found = None if function is None else self._call(function, _grid())
        return np.full(1, np.nan, np.float32) if found is None else found

    def _call(self, function: Foreign, *values: Foreign) -> Values | None:
        """Return what a function makes of values, as float32; None if it raises or makes no numbers."""
        constant = self._engine.tf.constant
        try:
            found = np.asarray(function(*(constant(value) for value in values)), dtype=np.float32)
        except Exception:  # noqa: BLE001 - a student's function may raise anything on values it was not made for
            return None
        return found if found.size else None


@functools.cache
def _grid() -> Values:
    """Return rows of values between -9 and 9; in each row different ones, so that a softmax is told from others."""
    steps = np.linspace(-9, 9, 37, dtype=np.float32)
    return np.stack([np.roll(steps, shift)[:12] for shift in (0, 5, 11, 17, 23)])


def _samples(name: str, *, logits: bool) -> Iterator[Sample]:
    """Yield labels and outputs as the loss or metric ``name`` takes them."""
    random = np.random.default_rng(7)
    for rows, classes in itertools.product((6, 9), (4, 3)):
        scores = random.normal(size=(rows, classes)).astype(np.float32)
        exponents = np.exp(scores)
        outputs = scores if logits else (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)
        kinds = random.integers(0, classes, rows)
        if name.startswith("sparse"):
            yield Sample(kinds.astype(np.int64), outputs)
        else:
            yield Sample(np.eye(classes, dtype=np.float32)[kinds], outputs)


def _alike(one: Foreign, other: Foreign) -> bool:
    return np.shape(one) == np.shape(other) and bool(np.allclose(one, other, rtol=CLOSE, atol=CLOSE))


def _is_leaky(grid: Values, found: Values) -> bool:
    """Tell whether a function passes what is positive and scales what is negative."""
    positive, negative = grid >= 0, grid < 0
    slopes = found[negative] / grid[negative]
    return _alike(found[positive], grid[positive]) and float(np.ptp(slopes)) < CLOSE and 0 < float(slopes[0]) < 1
