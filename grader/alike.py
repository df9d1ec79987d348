"""Submissions more alike than the assignment explains, for a person to look at: never a change of points.

Code is compared as Schleimer, Wilkerson and Aiken describe ("Winnowing", SIGMOD 2003): names, numbers and strings are
replaced by their kinds, so renaming hides nothing; every run of ``LENGTH`` tokens is hashed, so reordering hides
little; of every ``WINDOW`` neighbouring hashes the least is kept. What the starter, the reference or many of the class
have is no sign, and how alike honest work on this exam is, the class itself shows.

Trained numbers are compared as the notebooks were handed in with them: two students' own trainings do not print the
same losses to the last digit. Those of the grader's runs prove nothing, as every run starts from the same seed.
"""

from __future__ import annotations

import hashlib
import io
import keyword
import re
import statistics
import tokenize
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from grader.evidence import CellKind

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping

    from grader.evidence import Cell, Evidence, Submission

LENGTH, WINDOW = 12, 8
"""Tokens. Shared runs of LENGTH + WINDOW - 1 = 19 tokens (two lines or so) are always found."""
COMMON = 0.3
MOST_COMMON = 100
"""A fingerprint that more than this share of a class has, or more than so many, belongs to the assignment."""
FEWEST = 8
"""Submissions from which on the class itself shows what is common."""
SUSPECT, CERTAIN = 0.5, 0.9
"""Shares of the smaller one's own fingerprints: never a sign below the one, always from the other on."""
DEVIATIONS, NORMAL = 3.0, 1.4826
"""The second makes a standard deviation of a median of deviations."""
LEAST = 10
"""Fingerprints of its own below which a submission is too short to be compared."""

OUTPUTS = 5
"""Printed lines in common from which on chance is out of the question."""

_DECIMAL = re.compile(r"\b\d+\.\d{3,}\b")
_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Place:
    """Lines of one cell, from 1."""

    cell: int
    line: int


@dataclass(frozen=True)
class Pair:
    """Two submissions and what is alike in them.

    Attributes:
        one: A name.
        other: Another.
        share: Of the smaller one's own fingerprints, how many the other has: 0 to 1.
        places: Where the shared code is, in the one and in the other, in the order of the one.
        outputs: Printed lines of two or more decimal numbers that both were handed in with.
    """

    one: str
    other: str
    share: float
    places: tuple[tuple[Place, Place], ...]
    outputs: int


def alike(klass: Iterable[tuple[str, Evidence]], known: Iterable[Submission] = ()) -> tuple[Pair, ...]:
    """Return the suspicious pairs, the most alike first.

    Args:
        klass: Names and evidence; each is looked at once and not kept.
        known: The starter and the reference, whose code everyone may have.
    """
    prints: dict[str, dict[int, Place]] = {}
    printed: dict[str, frozenset[tuple[str, ...]]] = {}
    for name, evidence in klass:
        prints[name] = fingerprints(evidence.submission)
        printed[name] = frozenset(_printed(evidence.submission))
    everyones = {one for submission in known for one in fingerprints(submission)} | _common(prints.values())
    for found in prints.values():
        for one in everyones & found.keys():
            del found[one]
    shares = _shares(prints)
    outputs = _together(printed)
    suspect = _suspect(shares, len(prints))
    pairs = {pair for pair, share in shares.items() if share >= suspect}
    pairs |= {pair for pair, lines in outputs.items() if lines >= OUTPUTS}
    made = (_pair(*pair, prints, shares.get(pair, 0.0), outputs[pair]) for pair in pairs)
    return tuple(sorted(made, key=lambda pair: (-pair.share, -pair.outputs, pair.one, pair.other)))


def _together(held: Mapping[str, Iterable[Hashable]]) -> Counter[tuple[str, str]]:
    """Count for every two names what both hold; two that share nothing are never looked at."""
    holders: dict[Hashable, list[str]] = {}
    for name in sorted(held):
        for one in held[name]:
            holders.setdefault(one, []).append(name)
    return Counter(pair for names in holders.values() for pair in combinations(names, 2))


def _shares(prints: Mapping[str, Mapping[int, Place]]) -> dict[tuple[str, str], float]:
    long = {name: found for name, found in prints.items() if len(found) >= LEAST}
    counts = _together(long)
    return {(one, other): n / min(len(long[one]), len(long[other])) for (one, other), n in counts.items()}


def _suspect(shares: Mapping[tuple[str, str], float], count: int) -> float:
    """Return the share from which on a pair stands out of the class.

    Where an exam leaves little room, honest work is alike too. How alike, the class shows: each one's nearest other.
    What lies three standard deviations above (robustly, by the median) is more than the assignment explains.
    """
    if count < FEWEST:
        return SUSPECT
    nearest: dict[str, float] = {}
    for pair, share in shares.items():
        for name in pair:
            nearest[name] = max(nearest.get(name, 0.0), share)
    values = [*nearest.values(), *[0.0] * (count - len(nearest))]
    middle = statistics.median(values)
    deviation = NORMAL * statistics.median(abs(value - middle) for value in values)
    return min(CERTAIN, max(SUSPECT, middle + DEVIATIONS * deviation))


def fingerprints(submission: Submission) -> dict[int, Place]:
    """Return a submission's fingerprints with the first place of each."""
    tokens = [token for cell in submission.cells if cell.kind is CellKind.CODE for token in _tokens(cell)]
    hashes = [
        (_hash(kind for kind, _ in tokens[at : at + LENGTH]), tokens[at][1]) for at in range(len(tokens) - LENGTH + 1)
    ]
    kept: dict[int, Place] = {}
    for at in range(max(1, len(hashes) - WINDOW + 1)):
        window = hashes[at : at + WINDOW]
        if window:
            least, place = min(window, key=lambda entry: entry[0])
            kept.setdefault(least, place)
    return kept


def _tokens(cell: Cell) -> Iterator[tuple[str, Place]]:
    """Yield the kinds of a cell's tokens, as far as it is Python; magics are left out."""
    source, number = cell.source, cell.number
    plain = "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in source.splitlines())
    try:
        for token in tokenize.generate_tokens(io.StringIO(plain).readline):
            if token.type not in _SKIPPED:
                yield _kind(token), Place(number, token.start[0])
    except (tokenize.TokenError, SyntaxError):
        return


def _kind(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        return token.string if keyword.iskeyword(token.string) else "name"
    if token.type in (tokenize.NUMBER, tokenize.STRING):
        return "value"
    return token.string


def _hash(kinds: Iterable[str]) -> int:
    return int.from_bytes(hashlib.blake2b("\0".join(kinds).encode(), digest_size=8).digest(), "big")


def _common(prints: Collection[Mapping[int, Place]]) -> set[int]:
    if len(prints) < FEWEST:
        return set()
    counts = Counter(one for found in prints for one in found)
    most = min(COMMON * len(prints), MOST_COMMON)
    return {one for one, count in counts.items() if count > most}


def _printed(submission: Submission) -> Iterator[tuple[str, ...]]:
    """Yield the decimal numbers of each stored line that has several: an epoch's losses, an evaluation."""
    for cell in submission.cells:
        for output in cell.outputs:
            for line in output.text.splitlines():
                numbers = tuple(_DECIMAL.findall(line))
                if len(numbers) > 1:
                    yield numbers


def _pair(one: str, other: str, prints: Mapping[str, Mapping[int, Place]], share: float, outputs: int) -> Pair:
    mine, theirs = prints[one], prints[other]
    shared = mine.keys() & theirs.keys()
    places = sorted(((mine[at], theirs[at]) for at in shared), key=lambda pair: (pair[0].cell, pair[0].line))
    return Pair(one, other, share, tuple(places), outputs)
