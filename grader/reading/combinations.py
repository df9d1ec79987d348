"""Which combination of a grid does a student call the best?"""

from __future__ import annotations

import re
from itertools import pairwise, product
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.clean import clean
from grader.reading.reconcile import State
from grader.reading.sentences import Claim, Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.parts import PartEvidence

_BEST = re.compile(
    r"최소|최적|최저|최고|최선|가장\s*(?:작|낮|적|좋|우수|뛰어)|제일\s*(?:작|낮|적|좋)|작은\s*(?:조합|경우|값)|낮은\s*(?:조합|경우)|정답|답은|선택|argmin"
    r"|\b(?:best|smallest|lowest|minimum|minimal|min|minimi[sz]\w*|optimal|optimum|least|winner)\b|best_|_best|opt_|min_",
    re.IGNORECASE,
)
_WORST = re.compile(
    r"최대|최악|가장\s*(?:크|큰|높|나쁜)|제일\s*(?:큰|높)|\b(?:worst|largest|highest|biggest|maximum)\b", re.IGNORECASE
)
_OTHER = re.compile(
    r"(?:train(?:ing)?|validation|val|학습|훈련|검증)(?:[\s_]*(?:set|data|셋|데이터))?(?:의|에서의?)?[\s_]*(?:loss|손실|acc\w*|정확도)",
    re.IGNORECASE,
)
_TEST = re.compile(r"test|테스트|시험", re.IGNORECASE)
_RIGHT_NAME = re.compile(r"best|opt|min|answer|ans|최적|최소", re.IGNORECASE)

_CLAUSE = re.compile(r"(?<=고)\s|(?<=지만)\s|(?<=며)\s|;|\b(?:and|while|but|whereas)\b", re.IGNORECASE)
_FAR = 15
"""Characters between two values of one combination, at most."""


def read_best(
    part: PartEvidence, values: Mapping[str, Sequence[float]], question: Sequence[str] = ()
) -> tuple[Claim, dict[str, float] | None]:
    """Read the combination that is called the best, by hole; ``Claim.value`` is unused (0 where one was read)."""
    said = list(_said(part, values, question))
    if not said:
        return Claim(State.NOTHING), None
    tested = [one for one in said if _TEST.search(one[0].text) and not _OTHER.search(one[0].text)]
    plain = [one for one in said if not _OTHER.search(one[0].text)]
    said = (tested if len(_distinct(said)) > 1 else []) or plain or said
    words = tuple(dict.fromkeys(sentence.words for sentence, _ in said))
    passage = said[0][0].passage
    if len(_distinct(said)) > 1:
        return Claim(State.CONFLICT, None, words, passage), None
    computed = all(sentence.shown for sentence, _ in said)
    return Claim(State.FOUND, 0, words, passage, computed=computed), said[0][1]


def _distinct(said: Sequence[tuple[Sentence, dict[str, float]]]) -> set[tuple[tuple[str, float], ...]]:
    return {tuple(found.items()) for _, found in said}


def _said(
    part: PartEvidence, values: Mapping[str, Sequence[float]], question: Sequence[str]
) -> Iterator[tuple[Sentence, dict[str, float]]]:
    announced = False
    for sentence in sentences(part, question):
        if sentence.question:
            continue
        text = _without_worst(sentence.text)
        best = _BEST.search(text) is not None
        found = combinations_in(text, values)
        if len(found) == 1 and not _is_log(sentence) and (best or sentence.label or announced):
            yield sentence, found[0]
        # "The best combination is:" and the combination on the next line.
        announced = best and not found and sentence.text.rstrip().endswith((":", "은", "는", "→", "="))
    for passage in part.passages:
        if passage.origin is Origin.VARIABLE and _RIGHT_NAME.search(passage.name):
            text = clean(passage.text)
            found = combinations_in(text, values)
            if len(found) == 1:
                yield Sentence(text, f"{passage.name} = {passage.text}", passage), found[0]


def _without_worst(text: str) -> str:
    """Leave out what is said of the worst one beside the best."""
    if not _WORST.search(text):
        return text
    return " ".join(clause for clause in _CLAUSE.split(text) if not _WORST.search(clause))


def _is_log(sentence: Sentence) -> bool:
    """A line that the training printed, with a progress bar or an epoch's numbers."""
    return sentence.shown and re.search(r"\d+/\d+ |━|step", sentence.text) is not None


def combinations_in(text: str, values: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """Return the combinations that a text names: "n1=128, n2=256", "(128, 256)", "n1이 128, n2가 256", "128_256"."""
    named = _by_name(text, values)
    if named:
        return named
    return _by_place(text, values)


def _by_name(text: str, values: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """Read values that stand behind the holes' own names."""
    given: dict[str, list[float]] = {}
    for name in values:
        loose = r"[\s_]*".join(re.escape(mark) for mark in re.sub(r"[\W_]", "", name))
        pattern = (
            rf"(?<![A-Za-z0-9]){loose}(?![A-Za-z0-9])\W{{0,6}}"
            r"(?:은|는|이|가|=|:|is|was|of)?[\s=:(\[\"']*(?:\w+\s*=\s*)?(\d+(?:\.\d+)?)"
        )
        given[name] = [float(number) for number in re.findall(pattern, text, re.IGNORECASE)]
    if not all(given.values()):
        return []
    count = max(map(len, given.values()))
    if any(len(numbers) != count for numbers in given.values()):
        return [dict(zip(given, chosen, strict=True)) for chosen in product(*map(_distinct_numbers, given.values()))]
    rows = [dict(zip(given, chosen, strict=True)) for chosen in zip(*given.values(), strict=True)]
    return _once(rows)


def _by_place(text: str, values: Mapping[str, Sequence[float]]) -> list[dict[str, float]]:
    """Read values in the order of the holes, close to each other: "(128, 256)", "128과 256", "hp_128_256"."""
    numbers = [(m.start(), m.end(), float(m[0])) for m in re.finditer(r"(?<![\d.])\d+(?:\.\d+)?(?![\d]|\.\d)", text)]
    names, width = list(values), len(values)
    rows = []
    for start in range(len(numbers) - width + 1):
        run = numbers[start : start + width]
        near = all(b[0] - a[1] <= _FAR and not re.search(r"[.;\n]\s", text[a[1] : b[0]]) for a, b in pairwise(run))
        if near and all(number in values[name] for name, (_, _, number) in zip(names, run, strict=True)):
            rows.append({name: number for name, (_, _, number) in zip(names, run, strict=True)})
    return _once(rows)


def _distinct_numbers(numbers: Sequence[float]) -> list[float]:
    return list(dict.fromkeys(numbers))


def _once(rows: Sequence[dict[str, float]]) -> list[dict[str, float]]:
    return [row for index, row in enumerate(rows) if row not in rows[:index]]
