"""Do TensorBoard's HParams sessions hold the grid's values?"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Literal

from grader.checks.absent import nothing_done
from grader.checks.base import Finding
from grader.checks.combinations import Combination, GridCriterion, told
from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evidence import HParamsSession
    from grader.parts import PartEvidence

MOST_NAMES = 8
"""Hyper-parameters of one session beyond which the grid's are not looked for among them."""


class HParamsCheck(GridCriterion):
    """A session for each combination, with its values; each combination is an equal share of the points."""

    check: Literal["hparams"]

    def judge(self, part: PartEvidence) -> Finding:
        """Look for each combination among the logged sessions."""
        logged = [(log, session) for log in part.logs for session in log.sessions if session.values]
        if not logged:
            return nothing_done(
                part,
                Text(
                    "asked for HParams sessions in TensorBoard's log, found none; log them with hp.hparams(...) or "
                    "hp.KerasCallback(...) inside a summary writer",
                    "텐서보드 HParams 기록이 필요하나 찾지 못함; hp.hparams(...) 등으로 기록하세요",
                ),
            )
        names = self._names([session for _, session in logged])
        right = {self._values(session, names) for _, session in logged} & set(self.combinations)
        missing = [combination for combination in self.combinations if combination not in right]
        count = len(self.combinations)
        where = part.where_cell(logged[-1][0].cells[-1], None) if logged[-1][0].cells else ""
        earned = Fraction(len(right), count)
        if not missing:
            reason = Text(f"HParams logged for all {count} combinations", f"조합 {count}개의 HParams를 모두 기록함")
            return Finding(earned, Fraction(0), reason, where)
        return Finding(earned, Fraction(0), _lacking(missing, count, [session for _, session in logged]), where)

    def _names(self, sessions: Sequence[HParamsSession]) -> tuple[str, ...]:
        """Find what the student calls the holes: by the rubric's names, else by which naming makes the most sense."""
        keys = list(dict.fromkeys(key for session in sessions for key in session.values))[:MOST_NAMES]
        by_name = {_plain(key): key for key in keys}
        if all(_plain(hole) in by_name for hole in self.values):
            return tuple(by_name[_plain(hole)] for hole in self.values)

        def sense(names: tuple[str, ...]) -> int:
            found = {self._values(session, names) for session in sessions}
            return len(found & set(self.combinations))

        return max(permutations(keys, len(self.values)), key=sense, default=())

    def _values(self, session: HParamsSession, names: Sequence[str]) -> Combination | None:
        if not names or any(name not in session.values for name in names):
            return None
        numbers = [_number(session.values[name]) for name in names]
        if None in numbers:
            return None
        return tuple((hole, number) for hole, number in zip(self.values, numbers, strict=True) if number is not None)


def _plain(name: str) -> str:
    return "".join(mark for mark in name.casefold() if mark.isalnum())


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def _lacking(missing: Sequence[Combination], count: int, sessions: Sequence[HParamsSession]) -> Text:
    names = "; ".join(f"({told(name)})" for name in missing[:4]) + (" ..." if len(missing) > 4 else "")  # noqa: PLR2004 - enough
    logged = "; ".join(dict.fromkeys(_written(session.values) for session in sessions[:6]))
    return Text(
        f"asked for HParams of {count} combinations, not logged: {names}; logged: {logged}",
        f"HParams: 요구 조합 {count}개, 기록에 없는 조합: {names}; 기록: {logged}",
    )


def _written(values: Mapping[str, object]) -> str:
    return "(" + ", ".join(f"{k}={v:g}" if isinstance(v, float) else f"{k}={v}" for k, v in values.items()) + ")"
