"""Rebuilds a network from its configuration and weights. The only module that touches Keras."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.artifacts import ArtifactError, network_of, read_network, read_weights
from grader.evaluation.assigning import assign
from grader.evaluation.bundle import is_checkpoint, read_bundle
from grader.evaluation.handed import weights_of
from grader.rebuildable import clean_network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from grader.artifacts import NetworkFile


class Network:
    """A rebuilt network that can be asked for its outputs."""

    def __init__(self, model: Any, tensorflow: Any) -> None:  # noqa: ANN401 - Keras ships no types
        self._tf = tensorflow
        self._call = tensorflow.function(lambda x: model(x, training=False), reduce_retracing=True)

    def __call__(self, rows: NDArray[Any], batch_size: int) -> NDArray[Any]:
        """Return the outputs for prepared rows, in batches that are halved where memory is short."""
        parts, at = [], 0
        while at < len(rows):
            try:
                parts.append(np.asarray(self._call(self._tf.constant(rows[at : at + batch_size]))))
                at += batch_size
            except (self._tf.errors.ResourceExhaustedError, MemoryError):
                if batch_size == 1:
                    raise
                batch_size = max(1, batch_size // 4)
        return np.concatenate(parts)


def rebuild(folder: Path, weights: str, row_shape: Sequence[int], handed: Path | None = None) -> Network:
    """Rebuild the network whose weights are kept as ``weights``; put in those that were handed in, if there are any.

    Raises:
        ArtifactError: The files are not what they promise, the configuration is not on the list, the weights do not
            fit it or are not finite.
    """
    file = read_network(folder, network_of(weights))
    clean = clean_network(file)
    arrays = read_weights(folder, weights)
    if not all(np.isfinite(array).all() for array in arrays):
        raise ArtifactError("its weights are not finite numbers (NaN or infinity): the training diverged")
    keras, tensorflow = _engine(file)
    try:
        model = _model(keras, file, clean, row_shape)
        _set(model, arrays)
        if handed is not None:
            _put_in(model, handed)
    except ArtifactError:
        raise
    except (tensorflow.errors.ResourceExhaustedError, MemoryError) as error:
        raise ArtifactError("the network is too large to be rebuilt") from error
    except Exception as error:  # Keras raises anything on a configuration that makes no sense
        raise ArtifactError(f"Keras cannot rebuild it: {brief(error)}") from error
    return Network(model, tensorflow)


def _engine(file: NetworkFile) -> tuple[Any, Any]:
    """Import the Keras that the network was made with; late, as it takes seconds."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow  # noqa: PLC0415, ICN001 - late, see above; the name tells it from Keras's

    if file.keras == 3:  # noqa: PLR2004 - the two Kerases are 2 and 3
        import keras  # noqa: PLC0415 - late, see above
    else:
        import tf_keras as keras  # noqa: PLC0415 - late, and an extra that need not be there
    return keras, tensorflow


def _model(keras: Any, file: NetworkFile, clean: dict[str, Any], row_shape: Sequence[int]) -> Any:  # noqa: ANN401 - Keras ships no types
    cls = keras.Sequential if file.kind == "sequential" else keras.Model
    model = cls.from_config(clean)
    if not model.built or (file.kind == "sequential" and not model.weights):
        model.build((None, *row_shape))
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise ArtifactError(f"it has {len(model.inputs)} inputs and {len(model.outputs)} outputs; expected one of each")
    return model


def _set(model: Any, arrays: Sequence[NDArray[Any]]) -> None:  # noqa: ANN401 - Keras ships no types
    expected = [tuple(variable.shape) for variable in model.weights]
    found = [array.shape for array in arrays]
    if expected != found:
        at = next((n for n, pair in enumerate(zip(expected, found, strict=False)) if pair[0] != pair[1]), None)
        which = f"{len(found)} arrays for {len(expected)}" if at is None else f"{found[at]} for {expected[at]} at {at}"
        raise ArtifactError(f"its weights do not fit its configuration: {which}")
    model.set_weights(list(arrays))


def _put_in(model: Any, handed: Path) -> None:  # noqa: ANN401 - Keras ships no types
    if is_checkpoint(handed):
        assign(model, read_bundle(handed), handed.name)
    else:
        with weights_of(handed) as path:
            try:
                model.load_weights(str(path))
            except Exception as error:
                raise ArtifactError(f"{handed.name} does not fit the code's network: {brief(error)}") from error
    if not all(np.isfinite(array).all() for array in model.get_weights()):
        raise ArtifactError(f"{handed.name} holds numbers that are not finite")


def brief(error: BaseException) -> str:
    """Return an exception's kind and the first line of what it says: Keras's go on with whole configurations."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
