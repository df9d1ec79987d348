"""Which configurations are rebuilt: layers of Keras's own that hold numbers and no code.

A configuration is not passed on but written anew from what is known: classes from the list below, activations by name,
plain numbers and words. What says where code is to be found (``module``, ``registered_name``, functions, serialized
lambdas) is never copied. The recorder asks as well, to keep the predictions of a network that could not be rebuilt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.artifacts import ArtifactError

if TYPE_CHECKING:
    from grader.artifacts import NetworkFile


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


LAYERS = _names(
    """
    InputLayer Dense EinsumDense Embedding Masking Activation ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax
    Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D DepthwiseConv2D
    SeparableConv1D SeparableConv2D
    MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    Flatten Reshape Permute RepeatVector Cropping1D Cropping2D Cropping3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    UpSampling1D UpSampling2D UpSampling3D
    BatchNormalization LayerNormalization GroupNormalization UnitNormalization RMSNormalization SpectralNormalization
    Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout GaussianNoise
    ActivityRegularization Identity
    Add Subtract Multiply Average Maximum Minimum Concatenate Dot
    Attention AdditiveAttention MultiHeadAttention GroupQueryAttention
    SimpleRNN LSTM GRU SimpleRNNCell LSTMCell GRUCell RNN Bidirectional TimeDistributed ConvLSTM1D ConvLSTM2D
    Rescaling Resizing CenterCrop Normalization RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast
    RandomBrightness RandomCrop RandomHeight RandomWidth
    """
)
"""Compared with Keras 3.15's and tf_keras 2.21's list of layers: left out is what holds code or vocabularies (Lambda,
TFSMLayer, StringLookup) and augmentations that do something outside training."""

ACTIVATIONS = _names(
    """
    linear relu softmax sigmoid tanh relu6 elu selu softplus softsign silu swish gelu exponential mish hard_sigmoid
    hard_silu hard_swish log_softmax leaky_relu celu log_sigmoid squareplus
    """
)

DTYPES = _names("float32 float64 float16 bfloat16 mixed_float16 mixed_bfloat16 uint8 int32 int64 bool")

MODELS = ("Sequential", "Functional")
NESTED = frozenset({"layer", "forward_layer", "backward_layer", "cell"})
"""Where a layer's configuration holds another layer."""
DROPPED = frozenset({"build_config", "compile_config", "quantization_config", "seed", "shared_object_id"})

MOST_LAYERS = 2_000
MOST_WORDS = 500
LARGEST = 1 << 27
"""No size of a layer that can be trained on this kind of exam comes near it."""

Json = Any


def clean_network(file: NetworkFile) -> dict[str, Json]:
    """Return the configuration that a network is rebuilt from.

    Raises:
        ArtifactError: It holds a layer, an activation or a value that is not on the list.
    """
    return _Cleaner().model(file.config, functional=file.kind == "functional")


class _Cleaner:
    """Writes one network's configuration anew, counting its layers."""

    def __init__(self) -> None:
        self._layers = 0

    def model(self, config: Json, *, functional: bool) -> dict[str, Json]:
        layers = _list(_dict(config, "a model").get("layers"), "a model's layers")
        entries = [self.entry(layer) for layer in layers]
        name = _words(config.get("name") or "network", "a model's name")
        if not functional:
            return {"name": name, "layers": entries, "build_input_shape": _shape(config.get("build_input_shape"))}
        for entry, layer in zip(entries, layers, strict=True):
            entry["name"] = _words(layer.get("name"), "a layer's name")
            entry["inbound_nodes"] = _node(layer.get("inbound_nodes") or [])
        ends = {key: _node(config.get(key)) for key in ("input_layers", "output_layers")}
        return {"name": name, "trainable": True, "layers": entries, **ends}

    def entry(self, layer: Json) -> dict[str, Json]:
        self._layers += 1
        if self._layers > MOST_LAYERS:
            raise ArtifactError(f"the network has more than {MOST_LAYERS:,} layers")
        class_name, config = _dict(layer, "a layer").get("class_name"), _dict(layer.get("config"), "a layer's config")
        if isinstance(config.get("layers"), list):
            functional = "input_layers" in config
            inner = self.model(config, functional=functional)
            return _serialized("keras" if not functional else "keras.models", MODELS[functional], inner)
        if not isinstance(class_name, str) or class_name not in LAYERS:
            raise ArtifactError(
                f"a layer of class {class_name!r:.80}; only layers of Keras's own without code are rebuilt"
            )
        return _serialized("keras.layers", class_name, self.config(config, class_name))

    def config(self, config: dict[str, Json], owner: str) -> dict[str, Json]:
        return {
            _words(key, f"{owner}'s config"): self.value(key, value, f"{owner}.{key:.80}")
            for key, value in config.items()
            if key not in DROPPED
        }

    def value(self, key: str, value: Json, where: str) -> Json:
        if key.endswith("_initializer"):
            return "zeros"
        if key.endswith(("_regularizer", "_constraint")) or value is None:
            return None
        if key in NESTED:
            return self.entry(value)
        if key in ("activation", "recurrent_activation"):
            return _one_of(value, ACTIVATIONS, where)
        if key == "dtype":
            return _one_of(_policy(value), DTYPES, where)
        return _plain(value, where)


def _serialized(module: str, class_name: str, config: dict[str, Json]) -> dict[str, Json]:
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def _policy(value: Json) -> Json:
    """Return the name of a dtype, which Keras 3 writes as a policy object."""
    if isinstance(value, dict) and value.get("class_name") in ("DTypePolicy", "Policy"):
        return _dict(value.get("config"), "a dtype policy").get("name")
    return value


def _one_of(value: Json, known: frozenset[str], where: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise ArtifactError(f"{where} is {value!r:.80}; only Keras's own by name are rebuilt")
    return value


def _plain(value: Json, where: str) -> Json:
    """Return numbers, words and lists of them; anything else may say where code is."""
    if isinstance(value, list):
        return [_plain(item, where) for item in value]
    if isinstance(value, dict):
        raise ArtifactError(f"{where} holds an object; expected numbers or words")
    if isinstance(value, str):
        return _words(value, where)
    if isinstance(value, int | float) and abs(value) > LARGEST and not isinstance(value, bool):
        raise ArtifactError(f"{where} is {value!r:.40}; the limit is {LARGEST:,}")
    return value


def _node(value: Json) -> Json:
    """Return where a layer's inputs come from: lists, names, numbers, and the tensors between layers."""
    if isinstance(value, list):
        return [_node(item) for item in value]
    if not isinstance(value, dict):
        return _plain(value, "a layer's inputs")
    if "class_name" not in value:
        return {_words(key, "a layer's inputs"): _node(item) for key, item in value.items()}
    if value["class_name"] != "__keras_tensor__":
        raise ArtifactError(f"a layer is called with a {value['class_name']!r:.80}; expected tensors, numbers, words")
    config = _dict(value.get("config"), "a tensor")
    inner = {
        "shape": _shape(config.get("shape")),
        "dtype": _one_of(config.get("dtype"), DTYPES, "a tensor's dtype"),
        "keras_history": _plain(_list(config.get("keras_history"), "a tensor's origin"), "a tensor's origin"),
    }
    return {"class_name": "__keras_tensor__", "config": inner}


def _shape(value: Json) -> list[int | None] | None:
    if value is None:
        return None
    sizes = _list(value, "a shape")
    if len(sizes) > 8 or not all(size is None or (type(size) is int and 0 <= size <= LARGEST) for size in sizes):  # noqa: PLR2004 - no image, text or video has more dimensions
        raise ArtifactError(f"a shape of {sizes!r:.80}; expected at most 8 sizes")
    return sizes


def _dict(value: Json, what: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ArtifactError(f"{what} is {value!r:.80}; expected an object")
    return value


def _list(value: Json, what: str) -> list[Json]:
    if not isinstance(value, list):
        raise ArtifactError(f"{what} is {value!r:.80}; expected a list")
    return value


def _words(value: Json, what: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_WORDS:
        raise ArtifactError(f"{what} is {value!r:.80}; expected at most {MOST_WORDS} characters of text")
    return value
