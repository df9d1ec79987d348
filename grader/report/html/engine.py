"""Templates to pages."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.checks.base import Verdict
from grader.report import phrases
from grader.report.glyphs import MARKS, points
from grader.report.html import words
from grader.values import Text

SHEETS = ("style.css.jinja",)
SCRIPTS = ("script.js.jinja",)


def page(template: str, *, language: str, **values: object) -> str:
    """Return a page: a template filled in, with its style and script inside.

    Args:
        template: Its file's name.
        language: "en" or "ko".
        values: What the template shows.
    """
    engine = _engine()
    style = "".join(engine.get_template(name).render() for name in SHEETS)
    script = "".join(engine.get_template(name).render() for name in SCRIPTS)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    made = engine.get_template(template).render(
        language=language,
        say=lambda name: _phrase(name)(language),
        style=style,
        script=script,
        policy=policy,
        **values,
    )
    return made + "\n"


@cache
def _engine() -> Environment:
    engine = Environment(
        loader=PackageLoader("grader.report.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["points"] = points
    engine.globals.update(
        marks={verdict.value: sign for verdict, sign in MARKS.items()},
        verdicts={verdict.value: phrases.VERDICTS[verdict] for verdict in Verdict},
    )
    return engine


def _phrase(name: str) -> Text:
    found = getattr(words, name, None) or getattr(phrases, name)
    if not isinstance(found, Text):
        raise TypeError(f"{name} is no phrase")
    return found


def _digest(text: str) -> str:
    """Name a style or a script as a Content Security Policy does."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
