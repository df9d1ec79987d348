"""What a student's prose says of two numbers: did the second rise, fall, or stay? Korean and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reading.reconcile import State
from grader.reading.sentences import Claim, Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.parts import PartEvidence

_UP = re.compile(
    r"높[아은다게이지고]\S*|높음|높네\S*|올라\S*|올랐\S*|오르\S*|올려\S*|증가\S*|상승\S*|향상\S*|좋[아은다게음지고]\S*|좋습니다|개선\S*|우수\S*|나아\S*|커[지졌]\S*|(?:더|보다|조금|약간|값이|정확도가)\s*(?:크다|큰|큼|큽|컸)\S*|더\s*정확[하한합]\S*|늘[어었]\S*|뛰어나\S*|나은|낫\S*"
    r"|\b(?:higher|high|rais\w+|boost\w*|increas\w*|improv\w*|ros[et]\w*|rises?|risen|better|greater|larger|bigger"
    r"|went up|goes up|gain\w*|grew|exceed\w*|outperform\w*|more accurate|best|superior)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"낮[아은다게춰이지고]\S*|낮음|낮습니다|떨어\S*|감소\S*|하락\S*|나빠\S*|나쁘\S*|나쁜\S*|내려\S*|내렸\S*|줄[어었]\S*|작[아은다지음]\S*|저하\S*|악화\S*|못하\S*|뒤떨\S*"
    r"|\b(?:lower\w*|low|decreas\w*|dropp\w*|drops?|fell|falls?|fallen|worse\w*|smaller|declin\w*"
    r"|went down|goes down|less|reduc\w*|deteriorat\w*|inferior|degrad\w*)\b",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"같(?:다|은|았|습니다|음|게\s*나)\S*|비슷\S*|동일\S*|유사\S*|차이\S{0,20}\s*(?:거의\s*|크게\s*|별로\s*|별|많이\s*)?(?:없|나지\s*않|안\s*나|미미|크지\s*않|적)\S*|변(?:화|함)\S{0,20}\s*(?:거의\s*)?(?:없|않)\S*|별\s*차이|다르지\s*않\S*|그대로\S*"
    r"|\b(?:same|similar|equal|identical|comparable|unchanged|no (?:big |large |great |significant "
    r"|real |much )?(?:difference|change)|almost no|not (?:much|very|significantly) different)\b",
    re.IGNORECASE,
)
_ALMOST = re.compile(
    r"조금|약간|살짝|소폭|다소|미세|근소|아주|거의|\b(?:slight\w*|a (?:bit|little)|marginal\w*|nearly|almost)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"^\s*(?:지|지는|진|지도|하지|하지는|되지|되지는|은|는)?\s*(?:않|못)\S*|^\s*(?:게|이|것은|것이|다고)?\s*(?:나오지|보기|볼\s*수|할\s*수)?\s*(?:는|가)?\s*(?:않|없|어렵|힘들|아니)\S*"
)
_ENGLISH_DENIED = re.compile(
    r"(?:\b(?:not|never|no|didn't|did not|isn't|is not|doesn't|does not|wasn't|hasn't|without)\b"
    r"|n't\b)(?:\s+\w+){0,3}\s*$",
    re.IGNORECASE,
)
_LOSS = re.compile(r"loss|손실|로스|오차|(?<![a-z])error", re.IGNORECASE)
_ACCURACY = re.compile(
    r"accura\w*|acc(?![a-z])|정확[도률]?|성능|performance|score|결과|테스트"
    r"|test|예측",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:train(?:ing|ed)?|validation|val|valid|학습|훈련|트레인|검증|벨리데이션)(?:[\s_]*(?:set|data|세트|셋|데이터|자료))?(?:의|에서의|에\s*대한)?[\s_]*(?:acc\w*|정확도|loss|손실)",
    re.IGNORECASE,
)
_NUMBER_OF_PART = re.compile(
    r"(?<![\d.\w])(?:[(\[]\s*)?(?:\d{1,2}\s*-\s*\(?)?(\d{1,2})(?:\s*\)|\s*\]|번|\s*번)(?!\w*\s*epoch)|(?<![\d.])\d{1,2}-(\d{1,2})(?![\d.])"
)
_EARLIER = re.compile(
    r"이전|앞|기존|전(?:의|에|보다|에\s*비)|처음|첫|먼저|원래|\b(?:before|previous\w*|earlier|former|first|original\w*|prior)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"이번|지금|현재|나중|두\s*번\s*째|후자|\b(?:now|this (?:one|time|network|model)|second|latter|current|new)\b",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"(?<![\d.])(?:0?\.\d{2,}|1\.0+|\d{2}(?:\.\d+)?(?=\s*%))")
_SIGN = re.compile(
    r"(?P<one>(?:\(|(?<![\w.\-%]))[\w.\-%]{1,40}\)?(?:의\s*[^\s<>]{1,40}+)?)"
    r"\s*(?P<sign>[<>])\s*=?\s*(?P<other>\(?[\w.\-%]+\)?)"
)
"""Bounded, as a long row of letters would take the square of its length."""
_CONCLUSION = re.compile(
    r"^\W*(?:따라서|그러므로|결론|즉\b|결국|종합|∴|therefore|thus|hence|overall|in conclusion)|→", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"(?<=지만)[\s,]|(?<=으나)[\s,]|(?<=는데)[\s,]|(?<=[았었]고)[\s,]|(?<=며)[\s,]|(?<=하고)\s|(?<=[높낮좋]고)[\s,]|(?<=[지되]고)\s(?!있)|(?<=[아어]서)\s|(?<=므로)\s|(?<=때문에)\s|;|,\s|\b(?:but|although|though|because|since|however|while|whereas|so)\b",
    re.IGNORECASE,
)
_DONE_TO = re.compile(r"(?:니|더니|[아어해]서|면|결과|지만|으나|는데)\s")
_OUTPUT = re.compile(r"\d+/\d+|━|step - |ETA")


@dataclass(frozen=True)
class Names:
    """By what the two numbers are called: each is a set of part numbers and of words such as "50"."""

    first: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()

    def of(self, text: str) -> set[str]:
        """Return which of the two ("first", "second") a piece of text names."""
        numbers = {next(filter(None, match.groups())) for match in _NUMBER_OF_PART.finditer(text)}
        numbers |= {
            f"{number} epochs"
            for number in re.findall(r"(\d+)\s*(?:에폭|에포크|epochs?|회|번\s*학습)", text, re.IGNORECASE)
        }
        found = set()
        if numbers & self.first or _EARLIER.search(text):
            found.add("first")
        if numbers & self.second or _LATER.search(text):
            found.add("second")
        return found


@dataclass(frozen=True)
class _Said:
    value: int | None
    sentence: Sentence
    rank: int
    hedged: bool = False


def read_comparison(part: PartEvidence, names: Names, *, loss: bool = False, question: Sequence[str] = ()) -> Claim:
    """Read how the second number is said to stand to the first: 1 above, -1 below, 0 the same."""
    prose = sentences(part, question)
    said = [
        one
        for sentence in prose
        if not sentence.question and not sentence.heading
        for one in _of(sentence, names, loss)
    ]
    if not said:
        return _undecided(prose)
    best = max(one.rank for one in said)
    said = [one for one in said if one.rank == best]
    words, passage = tuple(dict.fromkeys(one.sentence.words for one in said)), said[0].sentence.passage
    values = {one.value for one in said}
    drawn = {one.value for one in said if _CONCLUSION.search(one.sentence.text) or one.sentence.label}
    if len(values) > 1 and len(drawn) == 1:
        values = drawn
    if len(values) > 1 and 0 in values and any(one.hedged for one in said):
        # "slightly higher, but much the same": the direction is what is claimed.
        values.discard(0)
    if len(values) != 1 or None in values:
        return Claim(State.UNREADABLE if None in values else State.CONFLICT, None, words, passage)
    return Claim(State.FOUND, values.pop(), words, passage, computed=all(one.sentence.shown for one in said))


def _of(sentence: Sentence, names: Names, loss: bool) -> Iterator[_Said]:
    text = sentence.text
    if sentence.shown and _OUTPUT.search(text):
        return
    if (sign := _signed(text, names)) is not None:
        yield _Said(sign, sentence, 2)
        return
    about_loss = False
    for clause in filter(str.strip, _CLAUSE.split(text)):
        about_loss = bool(_LOSS.search(clause)) or (about_loss and not _ACCURACY.search(clause))
        if _ELSEWHERE.search(clause) and not re.search(r"test|테스트|시험", clause, re.IGNORECASE):
            continue
        direction = _direction(clause)
        if direction is None:
            continue
        wrong_number = about_loss != loss and (about_loss or _ACCURACY.search(text) is not None)
        turned = _turned(clause if names.of(clause) else text, names)
        value = None if turned is None else direction * turned
        rank = 0 if wrong_number else 2 if _LOSS.search(clause) or _ACCURACY.search(text) else 1
        if wrong_number and value is not None:
            # A lower loss goes with a higher accuracy, but need not: it counts only if nothing else is said.
            value = -value
        yield _Said(value, sentence, rank, hedged=bool(_ALMOST.search(clause)))


def _direction(clause: str) -> int | None:
    """Return what the clause's verb says; None if it says nothing or two things."""
    found: list[tuple[int, int]] = []
    same = [match.span() for match in _SAME.finditer(clause)]
    for pattern, value in ((_SAME, 0), (_UP, 1), (_DOWN, -1)):
        for match in pattern.finditer(clause):
            if value and any(start <= match.start() < end for start, end in same):
                continue
            turned = bool(
                re.search(r"지\s*(?:는|도|가)?\s*$", match[0]) and re.match(r"\s*(?:않|못)", clause[match.end() :])
            )
            turned |= bool(value and re.search(r"지\s*(?:는|도|가)?\s*(?:않|못)", match[0]))
            turned |= bool(_DENIED.match(clause[match.end() :])) and not match[0].startswith(("차이", "별", "변"))
            turned |= bool(
                re.match(r"[a-z]", match[0], re.IGNORECASE) and _ENGLISH_DENIED.search(clause[: match.start()])
            )
            found.append((match.start(), (-value if value else 2) if turned else value))
    values = {value for _, value in found}
    if 2 in values:  # noqa: PLR2004 - "not the same" tells no direction
        values.discard(2)
    if 0 in values and len(values) > 1:
        values.discard(0)
    return values.pop() if len(values) == 1 else None


def _turned(text: str, names: Names) -> int | None:
    """Return 1 if the sentence says how the second stands to the first, -1 if the other way round; None if unclear."""
    standard = re.search(
        r"(?:^|(?<=,))(?P<what>[^,]*?)(?:보다|에\s*비해\S*|대비|에\s*비하여|(?:와|과|이랑"
        r"|하고)\s*비교\S*(?:\s*때)?)|(?:\bthan|compared (?:to|with)"
        r"|relative to|over"
        r"|from)\s+(?P<english>[^,.;]*)",
        text,
        re.IGNORECASE,
    )
    if standard:
        what = standard["what"] or standard["english"] or ""
        named = names.of(_last_named(what) if standard["what"] else what)
        rest = names.of(
            text[: standard.start()] + " " + text[standard.end() :]
            if standard["what"] is None
            else text[standard.end() :]
        )
        if standard["what"] is not None and not rest:
            rest = names.of(what) - named
        if named == {"first"} or (not named and rest == {"second"}):
            return 1
        if named == {"second"} or (not named and rest == {"first"}):
            return -1
        if named or rest:
            return None
        return 1
    named = _subject(text, names)
    return -1 if named == {"first"} else 1


def _last_named(what: str) -> str:
    """Return the words right before "보다": the standard of comparison."""
    pieces = re.split(r"(?<=[은는이가])\s", what)
    return pieces[-1]


def _subject(text: str, names: Names) -> set[str]:
    """Return which number the sentence is about: in Korean by the particles, in English what is before the verb."""
    english = re.match(r"[^,]*?\b(?:is|was|are|were|has|had|shows?|gives?|gave|got|performs?)\b", text, re.IGNORECASE)
    pieces = [english[0]] if english else re.findall(r".*?\S(?:이|가|은|는)(?=\s)", text)
    # "(1)'s network, trained for longer": what was done to it, not what is higher.
    own = [named for piece in pieces if not _DONE_TO.search(piece) and (named := names.of(piece))]
    return own[-1] if own else set()


def _signed(text: str, names: Names) -> int | None:
    """Read "(2) < (4)", "0.84 < 0.86" and "0.84에서 0.86으로", "from 0.84 to 0.86"."""
    match = _SIGN.search(text)
    if match:
        one, other = names.of(match["one"]), names.of(match["other"])
        value = -1 if match["sign"] == ">" else 1
        if one == {"second"} or other == {"first"}:
            return -value
        if one == {"first"} or other == {"second"}:
            return value
    return None


def _undecided(prose: Sequence[Sentence]) -> Claim:
    own = [one for one in prose if not one.question and not one.heading and _speaks(one)]
    if not own:
        return Claim(State.NOTHING)
    return Claim(State.UNREADABLE, None, tuple(dict.fromkeys(one.words for one in own)), own[0].passage)


def _speaks(sentence: Sentence) -> bool:
    if sentence.shown and _OUTPUT.search(sentence.text):
        return False
    compares = _UP.search(sentence.text) or _DOWN.search(sentence.text) or _SAME.search(sentence.text)
    prose = re.search(r"[가-힣]{2}.*[다음함임됨요]|[a-z]{2,} .*[a-z]{2,} .*[a-z]{2}", sentence.text, re.IGNORECASE)
    return bool(compares or (prose and _ACCURACY.search(sentence.text) and not sentence.shown))


def names_of(parts: Sequence[str], epochs: Mapping[str, int | None]) -> Names:
    """Say by which numbers a text calls two parts: a number up to the first's own is the first's ("(1)의 네트워크")."""
    last = [int(number[0]) if (number := re.search(r"\d+$", part)) else 0 for part in parts]
    first, second = min(last), max(last)
    sets = [
        {str(n) for n in range(1, first + 1)},
        {str(n) for n in range(first + 1, second + 1)},
    ]
    if last[0] > last[1]:
        sets.reverse()
    counts = [epochs.get(part) for part in parts]
    if counts[0] != counts[1]:
        for named, count in zip(sets, counts, strict=True):
            if count is not None:
                named.add(f"{count} epochs")
    return Names(frozenset(sets[0]), frozenset(sets[1]))
