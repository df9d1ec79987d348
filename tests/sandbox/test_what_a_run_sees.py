"""A run gets a job folder with what it is given, a writable place of its own, Python and the recorder; nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import grader
from grader.errors import SandboxError
from grader.evidence import Ending
from grader.sandbox.port import Bind

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.sandbox.port import Outcome

ROOT = os.geteuid() == 0
CHECKOUT = Path(grader.__file__).resolve().parent.parent


def test_inputs_files_and_data_are_where_the_spec_says(run: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.npy").write_text("numbers")
    (tmp_path / "한글.py").write_text("code")

    outcome = run(
        """
        import os, sys
        assert open("../job.json").read() == '{"한": 1}'
        assert open("한글.py").read() == open("folder/module.py").read() == "code"
        assert open("../data/set/x.npy").read() == "numbers"
        assert os.getcwd() == os.path.realpath(os.environ["JOB"] + "/work")
        open("new", "w"), open(os.environ["TMPDIR"] + "/new", "w"), open(os.environ["HOME"] + "/new", "w")
        """,
        inputs={"job.json": '{"한": 1}'},
        files={"한글.py": tmp_path / "한글.py", "folder/module.py": tmp_path / "한글.py"},
        binds=(Bind(tmp_path / "data", "data/set"),),
        env={"JOB": "{job}"},
    )

    assert outcome.ending is Ending.COMPLETED, outcome.output


def test_the_recorder_can_be_imported_and_nothing_beside_the_package_is_there(
    run_walled: Callable[..., Outcome],
) -> None:
    outcome = run_walled(
        f"""
        import os, sys
        assert os.path.exists("../code/grader/recorder/__main__.py")
        found = sorted(os.listdir("../code"))
        for name in ("rubrics", "submissions", "reference", "pyproject.toml", "tests"):
            try:
                found.append(open({str(CHECKOUT)!r} + "/" + name))
            except IsADirectoryError:
                found += os.listdir({str(CHECKOUT)!r} + "/" + name)
            except OSError:
                pass
        print(found)
        """
    )

    assert outcome.output == "['grader']\n", outcome


def test_nothing_of_the_environment_is_inherited(run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXAM_SECRET", "a key")

    outcome = run("import json, os; print(json.dumps(dict(os.environ)))", env={"GIVEN": "yes"})

    variables = json.loads(outcome.output)
    assert variables["GIVEN"] == "yes"
    assert "EXAM_SECRET" not in variables
    assert variables["CUDA_VISIBLE_DEVICES"] == ""


def test_a_run_is_an_ordinary_user(run: Callable[..., Outcome]) -> None:
    outcome = run("import os; print(os.getuid() > 0, os.geteuid() > 0, os.getgroups())")

    assert outcome.output.startswith("True True")


def test_folders_of_colab_and_kaggle_are_the_working_folder(run: Callable[..., Outcome], sandbox: Any) -> None:
    if sandbox.level != "bubblewrap":
        pytest.skip("without a mount namespace there is no such path")

    outcome = run(
        """
        import json, os
        os.makedirs("/content/logs/train")
        open("/kaggle/working/submission.csv", "w").close()
        print(json.dumps(os.listdir(".")))
        """
    )

    assert {"logs", "submission.csv"} <= set(json.loads(outcome.output)), outcome


@pytest.mark.skipif(not ROOT, reason="only a root grader's runs have users of their own")
def test_two_runs_of_a_root_grader_are_two_users(run: Callable[..., Outcome], sandbox: Any) -> None:
    if sandbox.level == "bubblewrap":
        pytest.skip("each run has a user namespace of its own")

    users = {run("import os; print(os.getuid())").output for _ in range(2)}

    assert len(users) == 2


@pytest.mark.skipif(not ROOT, reason="an ordinary user can read what it can read")
def test_a_root_graders_data_may_lie_where_only_root_may_enter(run: Callable[..., Outcome], tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    (closed / "data" / "x.npy").write_text("numbers")
    closed.chmod(0o700)

    outcome = run("print(open('../data/set/x.npy').read())", binds=(Bind(closed / "data", "data/set"),))

    assert outcome.output == "numbers\n", outcome


@pytest.mark.skipif(not ROOT, reason="an ordinary user can read what it can read")
def test_so_may_what_is_bound_in_place(run: Callable[..., Outcome], tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "python").mkdir(parents=True)
    (closed / "python" / "lib.py").write_text("a library")
    (closed / "secret").write_text("a key")
    closed.chmod(0o700)

    outcome = run(
        f"""
        import os
        print(open({str(closed)!r} + "/python/lib.py").read(), os.path.exists({str(closed)!r} + "/secret"))
        """,
        binds=(Bind(closed / "python", str(closed / "python")),),
    )

    assert outcome.output == "a library False\n", outcome


def test_what_is_bound_cannot_be_written(run_walled: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o777)
    (tmp_path / "data" / "x.npy").write_text("numbers")
    (tmp_path / "data" / "x.npy").chmod(0o666)

    outcome = run_walled("open('../data/set/x.npy', 'w')", binds=(Bind(tmp_path / "data", "data/set"),))

    assert outcome.ending is Ending.RAISED
    assert (tmp_path / "data" / "x.npy").read_text() == "numbers"


def test_what_cannot_be_given_is_the_sandboxs_trouble(run: Callable[..., Outcome], tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="missing"):
        run("pass", files={"missing.py": tmp_path / "missing.py"})


def test_a_command_that_is_not_there_is_the_sandboxs_trouble_or_a_failed_run(run: Callable[..., Outcome]) -> None:
    try:
        outcome = run("", argv=("/no/such/program",))
    except SandboxError:
        return
    assert outcome.ending is Ending.RAISED
