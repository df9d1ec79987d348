"""Packages that are not installed here: what a submission can still do, and what is said where it can not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from recordings import Ran, Recorder

GOES_ON = {
    1: "import nosuchplots as nsp\nfrom nosuchplots.style import theme\nimport nosuchplots.grid.axes",
    2: "theme('dark')\nnsp.heatmap([[1, 2]], annot=True).set_title('x').figure.savefig('x.png')",
    3: "with nsp.run(name='a') as run:\n    run.log({'loss': 1})\n1 + 1",
    4: """
        try:
            import nosuchfast as fast
        except ImportError:
            fast = None
        fast is None""",
    5: "import importlib.util\nimportlib.util.find_spec('nosuchfast') is None",
    6: """
        import numpy as np, tensorflow as tf
        model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
        model.compile('sgd', 'mse')
        model.fit(np.zeros((8, 2)), np.zeros(8), callbacks=[nsp.Watch()], verbose=0)
        float(model.evaluate(np.zeros((8, 2)), np.zeros(8), verbose=0)) < 1""",
}

STOPS = {
    1: "import nosuchdata as nd\nfrom nosuchdata import split\nimport numpy as np\nimport tensorflow as tf",
    2: "x_train, x_test = nd.load()",
    3: "import os\nfor row in split([1]):\n    pass",
    4: "np.asarray(nd.table()) + 1",
    5: "from nosuchdata import *",
    6: "class Watch(nd.Callback):\n    pass",
    7: "model = tf.keras.Sequential([tf.keras.layers.Dense(1)])\nmodel.compile(nd.Optimizer(nd.rate()), 'mse')",
    8: "if nd.ready:\n    pass",
    9: "nd.size * 2",
}

OWN = {
    1: "import nosuchplots as nsp\nnsp.set()",
    2: "nsp.plot()\n1 / 0",
    3: "import tensorflow.nosuchpart",
    4: "from numpy import nosuchname",
    5: "def area(r):\n    return r['a']\nnsp.show()\narea(3)",
}


@pytest.fixture(scope="module")
def goes_on(recorder: Recorder) -> Ran:
    return recorder.run(GOES_ON)


@pytest.fixture(scope="module")
def stops(recorder: Recorder) -> Ran:
    return recorder.run(STOPS)


@pytest.fixture(scope="module")
def own(recorder: Recorder) -> Ran:
    return recorder.run(OWN)


@pytest.mark.parametrize("cell", GOES_ON)
def test_what_only_draws_or_logs_is_no_hindrance(goes_on: Ran, cell: int) -> None:
    assert goes_on.cell(cell).error is None


@pytest.mark.parametrize(("cell", "shown"), [(4, "True"), (5, "True"), (6, "True")])
def test_code_that_provides_for_a_package_being_absent_does_so(goes_on: Ran, cell: int, shown: str) -> None:
    assert goes_on.cell(cell).displayed == (shown,)


@pytest.mark.parametrize("cell", [number for number in STOPS if number > 1])
def test_where_something_would_have_to_come_of_it_the_package_is_named(stops: Ran, cell: int) -> None:
    error = stops.cell(cell).error

    assert error is not None
    assert error.absent == "nosuchdata"


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        pytest.param(2, "ZeroDivisionError", id="a slip beside the package's use"),
        pytest.param(3, "ModuleNotFoundError", id="a path below a package that is here"),
        pytest.param(4, "ImportError", id="a name that a package never had"),
        pytest.param(5, "TypeError", id="a slip in a function of the student's"),
    ],
)
def test_a_slip_of_the_students_own_stays_the_students_own(own: Ran, cell: int, kind: str) -> None:
    error = own.cell(cell).error

    assert error is not None
    assert (error.type, error.absent) == (kind, "")
