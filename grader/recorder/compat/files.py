"""Idioms of saving and loading: folders, ``save_format`` and weights under any name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.recorder.compat.idiom import Idiom, wrap_function
from grader.recorder.engine import wrap_method

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

WHOLE = (".keras", ".h5", ".hdf5")
INSIDE = "model.keras"
"""Where a model is that was saved to a folder, as TensorFlow's own format was."""

WEIGHTS = ".weights.h5"


def _whole_models(engine: Engine) -> None:
    """``model.save('folder')`` and ``save_format=`` chose between three formats; here they are all Keras's own."""

    def save(
        original: Callable[..., Foreign], model: Foreign, filepath: Foreign, *args: Foreign, **kw: Foreign
    ) -> Foreign:
        save_format = kw.pop("save_format", None)
        return original(model, _whole_path(str(filepath), save_format), *args, **kw)

    def load(original: Callable[..., Foreign], filepath: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        return original(_where_it_is(filepath), *args, **kwargs)

    wrap_method(engine.model, "save", save)
    wrap_function(engine, engine.keras.models.load_model, load)
    wrap_function(engine, engine.keras.models.save_model, save)


def _where_it_is(filepath: Foreign) -> Foreign:
    """Return the file that a model was saved to under an old name."""
    path = Path(str(filepath))
    candidates = (path / INSIDE, Path(f"{path}.keras"), Path(f"{path}.h5"))
    inside = path.is_dir() and not candidates[0].exists()
    if path.is_file() or inside:
        return filepath
    return next((str(one) for one in candidates if one.exists()), filepath)


def _whole_path(path: str, save_format: str | None) -> str:
    if path.endswith(WHOLE):
        return path
    if save_format == "h5":
        return f"{path}.h5"
    Path(path).mkdir(parents=True, exist_ok=True)
    return str(Path(path) / INSIDE)


def _weights_only(engine: Engine) -> None:
    """``save_weights('checkpoint')`` took any name, and ``load_weights`` the same."""

    def save(
        original: Callable[..., Foreign], model: Foreign, filepath: Foreign, *args: Foreign, **kw: Foreign
    ) -> Foreign:
        kw.pop("save_format", None)
        path = _weights_path(str(filepath))
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return original(model, path, *args, **kw)

    def load(
        original: Callable[..., Foreign], model: Foreign, filepath: Foreign, *args: Foreign, **kw: Foreign
    ) -> Foreign:
        path = _weights_path(str(filepath))
        return original(model, path if Path(path).exists() else filepath, *args, **kw)

    wrap_method(engine.model, "save_weights", save)
    wrap_method(engine.model, "load_weights", load)


def _weights_path(path: str) -> str:
    return path if path.endswith(WEIGHTS) else path.removesuffix(".h5").removesuffix(".hdf5") + WEIGHTS


def _latest_checkpoint(engine: Engine) -> None:
    """Find what ``ModelCheckpoint(..., save_weights_only=True)`` wrote last."""
    original = engine.tf.train.latest_checkpoint

    def latest_checkpoint(checkpoint_dir: Foreign, latest_filename: Foreign = None) -> Foreign:
        found = original(checkpoint_dir, latest_filename)
        files = sorted(Path(checkpoint_dir).glob(f"*{WEIGHTS}"), key=lambda path: path.stat().st_mtime)
        return str(files[-1]) if found is None and files else found

    engine.tf.train.latest_checkpoint = latest_checkpoint


IDIOMS = (
    Idiom("model.save('folder'), model.save('x', save_format='h5'), load_model('folder')", _whole_models),
    Idiom("model.save_weights('checkpoint'), model.load_weights('checkpoint')", _weights_only),
    Idiom("tf.train.latest_checkpoint('checkpoints')", _latest_checkpoint),
)
