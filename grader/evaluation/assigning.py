"""Whose is which: the arrays of a checkpoint, given to the variables of a network that was rebuilt.

A checkpoint names variables by the way to them through Python objects, which differs between Kerases and ways to save.
Three such ways are known; whatever does not fit without doubt is refused:

``.../_operations/5/_kernel``, ``.../layer_with_weights-3/kernel``
    a layer by its position among its network's, and its attribute;
``.../optimizer/_trainable_variables/4``
    a compiled network's trained variables in their order (Keras 3 knows a Sequential's by this shorter way);
``variables/7``
    all variables in their order, random seeds among them (``model.export``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from grader.artifacts import ArtifactError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

_VALUE = "/.ATTRIBUTES/VARIABLE_VALUE"
_EXPORTED = re.compile(r"variables/(\d+)")
_TRAINED = re.compile(r"(?:.*/)?_?optimizer/_trainable_variables/(\d+)")
_OF_A_LAYER = re.compile(
    r"(?P<layer>(?:.*/)?(?:_?operations/|_?layers/|layer_with_weights-|layer-)\d+(?:/.*)?)/_?(?P<attribute>\w+)"
)
_NOT_THE_NETWORKS = re.compile(r"(?:^|/)(?:_?optimizer|keras_api|\.OPTIMIZER_SLOT|_?metrics)(?:/|$)")


def assign(model: Any, arrays: Arrays, name: str) -> None:  # noqa: ANN401 - Keras ships no types
    """Set all of a network's variables.

    Raises:
        ArtifactError: The checkpoint is another network's, or does not say clearly enough whose it is.
    """
    known = {key.removesuffix(_VALUE): array for key, array in arrays.items() if key.endswith(_VALUE)}
    try:
        pairs = list(_pairs(model, known))
    except ArtifactError as error:
        raise ArtifactError(f"{name} does not fit the code's network: {error}") from error
    for variable, array in pairs:
        variable.assign(array)


def _pairs(model: Any, known: Arrays) -> Iterator[tuple[Any, NDArray[Any]]]:  # noqa: ANN401 - as above
    exported = [array for array in _numbered(known, _EXPORTED) if not _is_seed(array)]
    if exported:
        yield from _in_order(model.weights, exported)
        return
    trained = _numbered(known, _TRAINED)
    by_layer = _by_layer(known)
    if trained:
        yield from _in_order(model.trainable_weights, trained)
        yield from _by_attribute(model.non_trainable_weights, by_layer)
    else:
        yield from _by_attribute(model.weights, by_layer)


def _numbered(known: Arrays, pattern: re.Pattern[str]) -> list[NDArray[Any]]:
    found = {int(match[1]): array for key, array in known.items() if (match := pattern.fullmatch(key))}
    return [array for _, array in sorted(found.items())]


def _is_seed(array: NDArray[Any]) -> bool:
    """Tell whether an array is the state of Keras's random numbers rather than something that was learned."""
    return array.dtype.kind in "iu" and array.shape == (2,)


def _by_layer(known: Arrays) -> list[dict[str, NDArray[Any]]]:
    """Return each layer's arrays by their attributes, the layers in the order of their numbers."""
    layers: dict[str, dict[str, NDArray[Any]]] = {}
    for key, array in known.items():
        match = _OF_A_LAYER.fullmatch(key)
        if match and not _NOT_THE_NETWORKS.search(key) and not _is_seed(array):
            layers.setdefault(match["layer"], {})[match["attribute"]] = array
    return [layers[name] for name in sorted(layers, key=_in_numbers)]


def _in_numbers(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _in_order(variables: Sequence[Any], arrays: Sequence[NDArray[Any]]) -> Iterator[tuple[Any, NDArray[Any]]]:
    if len(variables) != len(arrays):
        raise ArtifactError(f"it holds {len(arrays)} arrays for {len(variables)} variables")
    for variable, array in zip(variables, arrays, strict=True):
        yield variable, _of_shape(variable, array)


def _by_attribute(
    variables: Sequence[Any], layers: list[dict[str, NDArray[Any]]]
) -> Iterator[tuple[Any, NDArray[Any]]]:
    """Yield each variable with the array of its attribute, one layer after the other, all of them used."""
    left = [dict(layer) for layer in layers]
    for variable in variables:
        attribute = str(variable.name).rsplit("/", 1)[-1].split(":", 1)[0]
        if not left or attribute not in left[0]:
            held = ", ".join(left[0]) if left else "no more"
            raise ArtifactError(f"its next layer holds {held:.200}; the network's next variable is {attribute!r:.80}")
        yield variable, _of_shape(variable, left[0].pop(attribute))
        if not left[0]:
            left.pop(0)
    if left:
        raise ArtifactError(f"it holds {len(left)} layers more than the network")


def _of_shape(variable: Any, array: NDArray[Any]) -> NDArray[Any]:  # noqa: ANN401 - as above
    if tuple(variable.shape) != array.shape:
        raise ArtifactError(f"an array of shape {array.shape} for a variable of shape {tuple(variable.shape)}")
    return array
