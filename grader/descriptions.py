"""How a run describes what it used: networks, data, labels, losses, callbacks. Claims, as all that a run says."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from grader.values import Value


class Layer(Value):
    """One step of a network's computation, in the order in which it is computed.

    Nested models are flattened; an operation between layers (``tf.nn.relu(x)``, a reshape in a subclass's ``call``)
    is a layer of ``kind`` "op" whose ``class_name`` is the operation's name in lower case ("relu", "reshape").
    """

    class_name: str = Field(description="Keras's class name ('Dense'), the student's own, or an operation's name.")
    kind: Literal["keras", "custom", "op"] = "keras"
    name: str = ""
    config: dict[str, Any] = Field(
        default_factory=dict,
        description=(
            "Keras's get_config() as JSON. Functions are replaced by what they compute: 'activation' is always a "
            "Keras name where the function behaves like a built-in one ('relu', 'softmax', 'linear'), else "
            "'custom:<name>'."
        ),
    )
    inputs: tuple[int, ...] = Field(default=(), description="Indices of the layers that feed it; -1 is the input.")
    input_shape: tuple[int | None, ...] | None = None
    output_shape: tuple[int | None, ...] | None = Field(default=None, description="Batch dimension first, as None.")
    params: int = 0


class Network(Value):
    """A network as it was when something was done with it."""

    id: int = Field(description="Index of this snapshot in Recording.networks.")
    model: int = Field(description="The Python object: two snapshots of one object share it.")
    kind: Literal["sequential", "functional", "subclassed"]
    class_name: str
    name: str = ""
    layers: tuple[Layer, ...]
    input_shapes: tuple[tuple[int | None, ...], ...] = ()
    params: int | None = Field(default=None, description="None while the network is not built.")
    trainable_params: int | None = None
    weights: str | None = Field(default=None, description="Name of the artifact that holds its weights, if kept.")
    weights_digest: str = Field(default="", description="``grader.artifacts.digest_of`` of the artifact, if kept.")
    rebuildable: bool = Field(default=False, description="Built-in layers only: config and weights are enough.")


class Source(Value):
    """Rows of a known data set found, by content, in what was fed."""

    dataset: str = Field(description="'fashion_mnist', 'cifar10'.")
    split: str = Field(description="'train' or 'test'.")
    rows: int = Field(ge=0)
    distinct: int | None = Field(default=None, ge=0, description="So many different ones among them; None: not known.")
    first: int | None = Field(default=None, description="Lowest row of the split that was found.")
    last: int | None = Field(default=None, description="Highest row of the split that was found.")
    turned: int = Field(default=0, ge=0, description="How many of the rows were mirrored or turned upside down.")


class Data(Value):
    """Data fed to a network, recognised by content and not by a variable's name."""

    kind: Literal["array", "tensor", "tf.data", "generator", "sequence", "other"]
    shape: tuple[int | None, ...] = ()
    dtype: str = ""
    rows: int | None = None
    sources: tuple[Source, ...] = ()
    unmatched: int = Field(default=0, description="Rows that belong to no known data set.")
    sampled: bool = Field(default=False, description="Only a sample of the rows was looked at.")
    digest: str = Field(default="", description="Equal for equal content.")
    scale: tuple[float, ...] | None = Field(
        default=None, description="fed = raw * scale + offset; one number, or one a channel. None: not affine."
    )
    offset: tuple[float, ...] | None = None


class Labels(Value):
    """Labels fed with the data."""

    encoding: Literal["sparse", "one_hot", "other"]
    shape: tuple[int | None, ...] = ()
    dtype: str = ""
    correct: float | None = Field(
        default=None, description="Share of the recognised rows whose label is the data set's; None if none was."
    )


class Function(Value):
    """A loss, metric or optimizer, named by what it computes.

    ``name`` is Keras's own snake-case name ('categorical_crossentropy', 'accuracy', 'adam'): for a loss or metric of
    the student's own making that computes the same as a built-in one on sample values it is that one's name, and
    ``by_value`` is True; otherwise 'custom:<name>'.
    """

    name: str
    settings: dict[str, Any] = Field(default_factory=dict, description="learning_rate, from_logits, ... as JSON.")
    by_value: bool = False


class Compiled(Value):
    """What a network was compiled with."""

    optimizer: Function
    loss: Function | None
    metrics: tuple[Function, ...] = Field(default=(), description="'accuracy' covers Keras's three accuracies.")


class Callback(Value):
    """A callback as it was passed to ``fit``."""

    class_name: str = Field(description="Keras's class that it is or derives from ('EarlyStopping'), else its own.")
    settings: dict[str, Any] = Field(default_factory=dict)
    custom: bool = False


class Validation(Value):
    """How a fit was validated."""

    how: Literal["split", "data"]
    share: float | None = Field(default=None, description="Of all rows given: validation / (training + validation).")
    data: Data | None = None
