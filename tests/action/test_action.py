"""``action.yml`` run here as a runner would: its steps in order, GitHub's files and variables set."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/student-repository"
COMMAND = re.compile(r"^\s*::([\w-]+)|##\[")
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")

FAILING = "# 1\nprint('no network today')\n\n# 2\n# answer: 12\n"
CRASHING = (EXAMPLE / "exercise.py").read_text(encoding="utf-8").replace("# 2\n", "# 2\nraise KeyError('x')\n")
ATTACKING = """\
import os, sys
# 1
print("::error file=README.md::owned")
print("::set-output name=points::100\\n##[error]owned\\r::add-mask::6")
for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_TOKEN"):
    print(name, name in os.environ)
    try:
        open(os.environ.get(name, "/nowhere"), "a").write("points=100\\n")
    except OSError:
        pass
raise RuntimeError("\\n::error::owned by an exception\\n##[error]owned")
# 2
# answer: ::stop-commands::x <script>alert(1)</script> | \\n::error::owned
"""


@dataclass
class Step:
    """What a run of the action left."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str

    def obeyed(self) -> list[str]:
        """Return the commands that a runner takes from the log: none between a stop and its token."""
        found, token = [], None
        for line in self.log.splitlines():
            if token is not None:
                token = None if line.strip() == f"::{token}::" else token
            elif line.strip().startswith("::stop-commands::"):
                token = line.strip().removeprefix("::stop-commands::")
            elif COMMAND.search(line):
                found.append(line)
        return found


class Runner:
    """Runs a composite action: ``uses`` steps are taken as done, expressions are filled in, ``run`` steps are run."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "repository"
        self.temp = folder / "temp"
        self.bin = folder / "bin"
        for made in (self.workspace, self.temp, self.bin):
            made.mkdir()
        self._stand_in("sudo", "exit 0")
        # The environment that the action makes: this one, so that nothing is downloaded.
        self._stand_in(
            "python",
            'mkdir -p "$3/bin"\n'
            'printf "#!/bin/sh\\nexit 0\\n" > "$3/bin/python"\n'
            f'printf "#!/bin/sh\\nexec {sys.executable} -m grader.cli \\"\\$@\\"\\n" > "$3/bin/grade"\n'
            'chmod +x "$3/bin/python" "$3/bin/grade"',
        )

    def _stand_in(self, name: str, script: str) -> None:
        file = self.bin / name
        file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        file.chmod(0o755)

    def run(self, **inputs: str) -> Step:
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        given = {
            name: str(inputs.get(name.replace("-", "_"), spec.get("default", ""))) for name, spec in _inputs(action)
        }
        files = {
            name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")
        }
        for file in files.values():
            file.write_text("", encoding="utf-8")
        log, status = "", 0
        for step in action["runs"]["steps"]:
            if "run" not in step:
                continue
            done = self._step(step, given, files)
            log, status = log + done.stdout + done.stderr, done.returncode
            if status:
                break
        assert files["GITHUB_ENV"].read_text() == files["GITHUB_PATH"].read_text() == ""
        outputs = read_outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))
        return Step(status, log, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))

    def _step(
        self, step: dict[str, Any], given: Mapping[str, str], files: Mapping[str, Path]
    ) -> subprocess.CompletedProcess[str]:
        known = {f"inputs.{name}": value for name, value in given.items()}
        known |= {"runner.temp": str(self.temp), "github.action_path": str(ROOT)}
        assert not EXPRESSION.search(step["run"]), "an input in a script's text is an injection"
        environment = {
            name: EXPRESSION.sub(lambda m: known[m[1]], value) for name, value in step.get("env", {}).items()
        }
        environment.pop("GRADER_DATA", None)
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env={
                **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ},
                "PATH": f"{self.bin}:{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_TOKEN": "a-token",
                "RUNNER_TEMP": str(self.temp),
                **{name: str(file) for name, file in files.items()},
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )


def _inputs(action: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(action["inputs"].items())


def read_outputs(text: str) -> dict[str, str]:
    """Read GITHUB_OUTPUT as the runner does: name=value, or name<<DELIMITER to the line that is the delimiter."""
    made, lines = {}, iter(text.splitlines())
    for line in lines:
        name, sign, rest = re.match(r"([^=<]+)(<<|=)(.*)", line).groups()
        if sign == "=":
            made[name] = rest
            continue
        value = []
        for inner in lines:
            if inner == rest:
                break
            value.append(inner)
        made[name] = "\n".join(value)
    return made


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    (made.workspace / "exam.yaml").write_text((EXAMPLE / ".exam/exercise.yaml").read_text(encoding="utf-8"))
    return made


def of(runner: Runner, content: str, name: str = "work.py", **inputs: str) -> Step:
    (runner.workspace / name).write_text(content, encoding="utf-8")
    return runner.run(submission=name, rubric="exam.yaml", **inputs)


def payload(step: Step) -> dict[str, Any]:
    return json.loads(base64.b64decode(step.outputs["result"], validate=True))


def test_answers_without_code_are_graded_and_told(runner: Runner) -> None:
    step = of(runner, "# %% [markdown]\n# ## 2.\n#\n# answer: (30, 30, 8)\n", name="답 안.py", language="ko")

    assert step.status == 0
    assert step.outputs.keys() == {"points", "possible", "pending", "report", "result"}
    assert (step.outputs["points"], step.outputs["possible"]) == ("2", "8")
    assert Path(step.outputs["report"]).read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sum(test["score"] for test in payload(step)["tests"]) == 2
    assert "연습 5" in step.summary
    assert step.obeyed()
    assert all(line.startswith("::error file=답 안.py,") for line in step.obeyed())


def test_a_score_below_the_limit_fails_the_step_and_is_told_all_the_same(runner: Runner) -> None:
    step = of(runner, "# %% [markdown]\n# ## 2.\n#\n# answer: 12\n", fail_under="4")

    assert step.status == 1
    assert step.outputs["points"] == "0"
    assert payload(step)["status"] == "fail"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.ipynb", "{not json", "broken.ipynb"),
        ("empty.py", "", "empty.py"),
        ("x.py; echo ::error::owned", "print(1)", ""),
        ("$(touch owned).py", "# %% [markdown]\n# ## 2.\n#\n# answer: 12\n", ""),
    ],
)
def test_what_cannot_be_graded_is_an_error_and_no_script_is_injected(
    runner: Runner, name: str, content: str, said: str
) -> None:
    step = of(runner, content, name=name)

    assert said in "".join(step.obeyed())
    assert not list(runner.workspace.glob("owned*"))
    assert not any(
        "owned" in line.partition("::")[2].partition("::")[2] and "file=" not in line for line in step.obeyed()
    )


def test_a_rubric_that_is_not_there_is_an_error_of_the_step(runner: Runner) -> None:
    (runner.workspace / "exam.yaml").unlink()
    step = of(runner, "print(1)")

    assert step.status == 2
    assert any(line.startswith("::error title=grade::rubric exam.yaml: cannot be read") for line in step.obeyed())


@pytest.mark.slow
def test_a_passing_submission(runner: Runner) -> None:
    step = of(runner, (EXAMPLE / "exercise.py").read_text(encoding="utf-8"))

    assert (step.status, step.outputs["points"]) == (0, "8")
    assert payload(step)["status"] == "pass"
    assert step.obeyed() == []


@pytest.mark.slow
def test_a_failing_submission(runner: Runner) -> None:
    step = of(runner, FAILING)

    assert (step.status, step.outputs["points"]) == (0, "0")
    assert "no network today" not in step.log
    assert len(step.obeyed()) == 4


@pytest.mark.slow
def test_a_submission_that_crashes_half_way_keeps_what_it_earned(runner: Runner) -> None:
    step = of(runner, CRASHING)

    assert (step.status, step.outputs["points"]) == (0, "8")
    assert "KeyError" in step.summary


@pytest.mark.slow
def test_an_attacking_submission_commands_nothing_and_writes_no_output(runner: Runner) -> None:
    step = of(runner, ATTACKING)

    assert step.status == 0
    assert step.outputs["points"] == "0"
    assert [
        line for line in step.obeyed() if not line.startswith(("::error file=work.py,", "::notice file=work.py,"))
    ] == []
    assert "<script>" not in re.sub(r"(`+).+?\1", "", step.summary)
    assert "a-token" not in step.log + step.summary
