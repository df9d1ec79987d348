"""GitHub's runner, as far as this project's action and workflows use it.

``run:`` steps are run; ``uses:`` steps are done by hand (checkout, Python, cache, artifact, the classroom reporter's
totals). ``python tests/runner.py`` runs the sample workflows on four submissions and prints what GitHub would show;
``--install`` makes the action's environment as the action does, which takes minutes, instead of lending it this one.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from grader.rubric import dump, parse
from grader.rubric.sealing import Key, seal

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples/student-repository"
FILES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")
COMMAND = re.compile(r"^\s*::([\w-]+)|##\[")
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")

FAILING = "# 1\nprint('no network today')\n\n# 2\n# answer: 12\n"
CRASHING = (EXAMPLE / "exercise.py").read_text(encoding="utf-8").replace("# 2\n", "# 2\nraise KeyError('x')\n")
ATTACKING = """\
import os, sys
# 1
print("::error file=README.md::owned")
print("::set-output name=points::100\\n##[error]owned\\r::add-mask::6\\x1b[31mred\\x1b]0;title\\x07")
for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_TOKEN", "GRADER_KEY"):
    print(name, name in os.environ)
    try:
        open(os.environ.get(name, "/nowhere"), "a").write("points=100\\n")
    except OSError:
        pass
raise RuntimeError("\\n::error::owned by an exception\\n##[error]owned \\x1b[31m <img src=x onerror=alert(1)>")
# 2
# answer: ::stop-commands::x <script>alert(1)</script> | [x](javascript:alert(1)) @everyone \\n::error::owned
"""


@dataclass
class Step:
    """What a step, an action's steps or a job left; the log is what the runner was sent."""

    status: int = 0
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

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
    """One machine: a repository's checkout, folders of its own, caches that outlive a job."""

    def __init__(self, folder: Path, *, install: bool = False) -> None:
        self.workspace, self.temp, self.bin = folder / "repository", folder / "temp", folder / "bin"
        self.caches, self.artifacts = folder / "caches", folder / "artifacts"
        for made in (self.workspace, self.temp, self.bin, self.caches, self.artifacts):
            made.mkdir()
        self._stand_in("sudo", "exit 0")  # what the machine allows stays as it is
        if install:
            self._stand_in("python", f'exec {sys.executable} "$@"')
            return
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

    def hand_out(self) -> dict[str, str]:
        """Put the example repository into the workspace, its rubric sealed there as well; return the secrets."""
        shutil.copytree(EXAMPLE, self.workspace, dirs_exist_ok=True)
        key, rubric = Key.new(), parse((EXAMPLE / ".exam/exercise.yaml").read_text(encoding="utf-8"))
        (self.workspace / ".exam/exam.sealed.yaml").write_text(seal(dump(rubric), key), encoding="utf-8")
        return {"GRADER_KEY": str(key)}

    def run(self, **inputs: str) -> Step:
        """Run the action by itself; ``fail_under`` is its input ``fail-under``."""
        return self.action({name.replace("_", "-"): value for name, value in inputs.items()})

    def action(self, given: Mapping[str, str]) -> Step:
        """Run the action's steps in order, up to the first that fails."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        known = {
            f"inputs.{name}": str(given.get(name, spec.get("default", ""))) for name, spec in action["inputs"].items()
        }
        known |= {"github.action_path": str(ROOT)}
        whole, outputs = self._steps(action["runs"]["steps"], known)
        values = {name: filled(spec["value"], outputs) for name, spec in action["outputs"].items()}
        whole.outputs = {name: value for name, value in values.items() if value}
        return whole

    def workflow(self, file: Path, secrets: Mapping[str, str]) -> Step:
        """Run a workflow's only job in the workspace."""
        (job,) = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values()
        known = {f"secrets.{name}": value for name, value in secrets.items()} | {"github.actor": "hana"}
        return self._steps(job["steps"], known)[0] if true(job.get("if", ""), known) else Step()

    def _steps(self, steps: list[dict[str, Any]], given: Mapping[str, str]) -> tuple[Step, dict[str, str]]:
        """Run steps; return what they left together, and all values that expressions can name."""
        whole = Step()
        known = {**given, "runner.temp": str(self.temp), "runner.os": "Linux"}
        for step in steps:
            condition = step.get("if", "")
            if not true(condition, known) or (whole.status and "cancelled()" not in condition):
                continue
            done = self._run(step, known) if "run" in step else self._use(step, known)
            whole.log += done.log
            whole.summary += done.summary
            whole.status = whole.status or done.status
            known |= {f"steps.{step.get('id')}.outputs.{name}": value for name, value in done.outputs.items()}
        return whole, known

    def _run(self, step: dict[str, Any], known: Mapping[str, str]) -> Step:
        assert not EXPRESSION.search(step["run"]), "an input in a script's text is an injection"
        files = {name: self.temp / name for name in FILES}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        environment = {name: filled(value, known) for name, value in step.get("env", {}).items()}
        if "GRADER_DATA" in environment:
            environment["GRADER_DATA"] = os.environ.get("GRADER_DATA", "")
        done = subprocess.run(
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
                **{name: value for name, value in environment.items() if value or name != "GRADER_DATA"},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=550,
        )
        assert files["GITHUB_ENV"].read_text() == files["GITHUB_PATH"].read_text() == ""
        outputs = read_outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))
        return Step(done.returncode, done.stdout, outputs, files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))

    def _use(self, step: dict[str, Any], known: Mapping[str, str]) -> Step:
        name = step["uses"].partition("@")[0]
        given = {key: filled(str(value), known) for key, value in step.get("with", {}).items()}
        if name == "OWNER/grader":
            return self.action(given)
        if name == "actions/setup-python":
            return Step(outputs={"python-version": given["python-version"]})
        if name == "actions/cache":
            kept = self.caches / re.sub(r"\W+", "-", given["key"])
            kept.mkdir(exist_ok=True)
            Path(given["path"]).is_symlink() or Path(given["path"]).symlink_to(kept)
        elif name == "actions/upload-artifact":
            shutil.copy(given["path"], self.artifacts / given["name"])
        elif name == "classroom-resources/autograding-grading-reporter":
            environment = {key: filled(value, known) for key, value in step["env"].items()}
            return Step(log=reported(given["runners"], environment))
        else:
            assert name == "actions/checkout", f"nobody here knows what {name} does"
        return Step()


def filled(text: str, known: Mapping[str, str]) -> str:
    """Fill in expressions; a value that no step has set is empty, as on GitHub."""
    return EXPRESSION.sub(lambda found: known.get(found[1], found[1] if "(" in found[1] else ""), text)


def true(condition: str, known: Mapping[str, str]) -> bool:
    """Evaluate an ``if``: comparisons with a text, joined by ``&&``; nothing is ever cancelled here."""
    whole = EXPRESSION.fullmatch(condition.strip())
    for one in (whole[1] if whole else condition).split("&&"):
        compared = re.fullmatch(r"(\S+) (==|!=) '(.*)'", one.strip())
        if compared and (known.get(compared[1], "") == compared[3]) != (compared[2] == "=="):
            return False
        assert compared or one.strip() in {"", "!cancelled()"}, f"unknown condition {one!r}"
    return True


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


def reported(runners: str, environment: Mapping[str, str]) -> str:
    """Return the two notices of GitHub Classroom's reporter, from what it reads of each payload."""
    earned = most = 0
    for runner in runners.split(","):
        payload = json.loads(base64.b64decode(environment[f"{runner.strip().upper()}_RESULTS"]))
        earned += sum(test["score"] for test in payload["tests"])
        most += payload["max_score"]
    report = json.dumps({"totalPoints": earned, "maxPoints": most})
    return f"::notice title=Autograding complete::Points {earned}/{most}\n::notice title=Autograding report::{report}\n"


def show(workflow: Path, content: str, *, install: bool) -> None:
    """Run a workflow on a submission and print the log, the annotations, the outputs and the summary."""
    text = workflow.read_text(encoding="utf-8")
    submission = re.findall(r"submission: (\S+)", text)[0]
    with tempfile.TemporaryDirectory() as name:
        runner = Runner(Path(name), install=install)
        secrets = runner.hand_out()
        (runner.workspace / submission).write_text(content, encoding="utf-8")
        job = runner.workflow(workflow, secrets)
        artifacts = [f"{file.name} ({file.stat().st_size:,} bytes)" for file in runner.artifacts.iterdir()]
    print(job.log)  # noqa: T201 - a script's output
    print("status:", job.status, "| artifacts:", *artifacts, "| commands obeyed:", *job.obeyed(), sep="\n  ")  # noqa: T201
    print(f"summary:\n{job.summary}")  # noqa: T201


def main() -> None:
    """Show what GitHub would show of the samples on four submissions."""
    parser = argparse.ArgumentParser(description="Run the sample workflows as GitHub's runner would.")
    parser.add_argument("--install", action="store_true", help="make the action's own environment, as the action does")
    given = parser.parse_args()
    passing = (EXAMPLE / "exercise.py").read_text(encoding="utf-8")
    submissions = {"passing": passing, "failing": FAILING, "crashing": CRASHING, "attacking": ATTACKING}
    for name, content in submissions.items():
        print(f"\n================ {name}: example's grade.yml")  # noqa: T201
        show(EXAMPLE / ".github/workflows/grade.yml", content, install=given.install and name == "passing")


if __name__ == "__main__":
    main()
