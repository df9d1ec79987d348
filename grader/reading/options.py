"""Options by name, and what a sentence says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.reading.marks import mark_at_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PARTICLE = (
    r"(?:이랑|랑|하고|이와|와|과|이는|은|는|이가|이|가|을|를|의|도"
    r"|만이|만|뿐|번|씨|님|이며|이고|입니다|이다|이에요|임|이요|요|으로|로)*"
)
_RIGHT, _WRONG = "✓", "✗"
"""A mark that belongs to the option before it; ``clean`` leaves neither sign in what a student wrote."""

_WORDS = (
    ("ticked", _RIGHT),
    ("crossed", _WRONG),
    ("double", r"(?:틀리|거짓이\s*아니)지?\s*(?:는\s*)?않[^\s:=,.)]*|거짓이?\s*아니[^\s:=,.)]*|not (?:wrong|false)"),
    (
        "not",
        (
            r"(?:옳|맞|올바르|적절하|참이)지?\s*(?:는\s*|가\s*)?(?:않|못|아니)[^\s:=,.)]*|참이?\s*아니[^\s:=,.)]*|잘못[^\s:=,.)]*"
            r"|틀[리렸린림립][^\s:=,.)]*|거짓[^\s:=,.)]*|오답[^\s:=,.)]*|아니[^\s:=,.)]*|아님|아닌|부적절[^\s:=,.)]*"
            r"|\b(?:is|are|does|do)\s*(?:not|n't)(?:\s+(?:correct|right|true))?|\b(?:isn't|aren't)(?:\s+(?:correct|right|true))?"
            r"|\bnot (?:correct|right|true)|\b(?:wrong|incorrect|false)\b|(?<![a-z])x(?![a-z])|×"
        ),
    ),
    (
        "except",
        (
            r"빼고[^\s:=,.)]*|빼면|제외[^\s:=,.)]*|말고[^\s:=,.)]*"
            r"|\bexcept(?: for)?\b|\bbut not\b|\bexcluding\b|\bbut\b"
        ),
    ),
    ("neither", r"\bneither\b|\bnor\b|(?<![a-z])not(?![a-z])"),
    ("rest", r"나머지[^\s:=,.)]*|\b(?:the )?(?:others?|rest)\b"),
    ("none", r"없[^\s:=,.)]+|\bnone\b"),
    ("all", r"모두|전부|전원|(?<![가-힣])다(?=[\s.,]|$)|\ball(?: of (?:them|the above))?\b"),
    (
        "right",
        (
            r"옳[^\s:=,.)]*|맞[^\s:=,.)]*|올바[르른][^\s:=,.)]*|참(?![고조])[^\s:=,.)]*|정답[^\s:=,.)]*|적절[^\s:=,.)]*"
            r"|\b(?:right|correct|true)\b|○"
        ),
    ),
    ("break", r"[(\[]|왜냐하면|때문에|이므로|\bbecause\b|\bsince\b|\bas\b(?= )|\bwhile\b|지만|(?<!그리)고\s"),
)
_ENCLOSED = r"[ox○×tf]|참|거짓|정답|오답|맞음|틀림|옳음|true|false|right|wrong|(?:in)?correct"
_FILLER = re.compile(
    r"그리고|및|또는|또한|둘|두\s*[명분]|[두세]\s*사람|생각(?:합니다|한다|함|됨|된다)?|이?라고|것(?:은|이|을|만|들)?|말(?:이|은|만)?|주장(?:이|은)?|설명(?:이|은)?|사람(?:은|이)?|학생(?:은|이)?"
    r"|하는|한|인|입니다|이다|이라|임|만|뿐|이|은|는|을|를|의|가|도|와|과|번|따라서|답|statements?|options?|both|is|are|and|or|the|only|i|think|that|so|therefore|answers?|o",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """What a sentence says: options ``bare`` (named and not judged), ``right`` and ``wrong``.

    ``pure`` when it says nothing else; ``rest`` is the verdict on those not named; ``every`` and ``none`` where it
    speaks of all options at once.
    """

    bare: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    rest: bool | None = None
    every: bool = False
    none: bool = False
    pure: bool = False
    unclear: bool = False

    @property
    def named(self) -> frozenset[str]:
        """All options that occur."""
        return self.bare | self.right | self.wrong

    def plus(self, other: Said) -> Said:
        """Take two sentences together."""
        return Said(
            self.bare | other.bare,
            self.right | other.right,
            self.wrong | other.wrong,
            other.rest if self.rest is None else self.rest,
            self.every or other.every,
            self.none or other.none,
            unclear=self.unclear or other.unclear,
        )

    def chosen(self, options: Sequence[str]) -> frozenset[str] | None:
        """Return the options meant as right; ``None`` if the sentence does not settle that."""
        every = frozenset(options)
        right = self.right | (self.bare if not self.right or not self.wrong else frozenset())
        if right & self.wrong or self.unclear:
            return None
        if self.rest or (self.every and not right):
            return every - self.wrong
        if self.none and not self.named:
            return frozenset()
        if right:
            return right
        settled = bool(self.wrong) and self.wrong == every
        return every - self.wrong if settled else None


class Names:
    """The options of a question and how each is found in text."""

    def __init__(self, options: Sequence[str]) -> None:
        self.options = tuple(options)
        longest_first = sorted(self.options, key=len, reverse=True)
        every = "|".join(re.escape(option) for option in longest_first)
        self._pattern = re.compile(
            rf"(?<![A-Za-z0-9가-힣ㄱ-ㅎ.])(?P<list>(?:(?:{every}){_PARTICLE})+)(?![A-Za-z0-9가-힣ㄱ-ㅎ])", re.IGNORECASE
        )
        self._single = re.compile(every, re.IGNORECASE)
        self._marked = re.compile(
            rf"(?<![A-Za-z0-9가-힣ㄱ-ㅎ.])(?P<name>(?:{every}){_PARTICLE})"
            rf"(?:\s*[(\[]\s*(?P<enclosed>{_ENCLOSED})\s*[)\]]|(?<=[가-힣])(?P<attached>[oxtf])(?![A-Za-z0-9가-힣])"
            r"|\s+(?P<apart>(?-i:[TF]))(?![\w(=]))",
            re.IGNORECASE,
        )

    @property
    def numeric(self) -> bool:
        """Whether the options are numbers, which a list's own numbering looks like."""
        return all(option.isdigit() for option in self.options)

    def exact(self, text: str) -> str | None:
        """Return the option that ``text`` is."""
        wanted = text.strip("()[]. ").casefold()
        return next((option for option in self.options if option.casefold() == wanted), None)

    def found(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Yield each run of options in ``text`` with its place; "가은과 나래" are two runs, "AC" is one of two."""
        for match in self._pattern.finditer(text):
            inside = [self.exact(single[0]) for single in self._single.finditer(match["list"])]
            yield match.start(), match.end(), tuple(option for option in inside if option)

    def with_marks(self, text: str) -> str:
        """Turn marks right behind an option, as in "가은O" and "가은 (X)", into signs that belong to no other option.

        Where the text begins with a mark, each may belong to the option that follows: nothing is turned.
        """
        if mark_at_start(text) is not None:
            return text
        return self._marked.sub(self._signed, text)

    def _signed(self, match: re.Match[str]) -> str:
        mark = next(filter(None, match.group("enclosed", "attached", "apart")))
        if self.exact(mark):
            return match[0]
        said = mark_at_start(mark)
        return match[0] if said is None else f"{match['name']} {_RIGHT if said else _WRONG} "

    def listed(self, text: str) -> bool:
        """Tell whether ``text`` names an option."""
        return next(self.found(text), None) is not None

    def heading(self, text: str) -> tuple[str, str] | None:
        """Split "(가은) the statement" or "a: the statement" into the option and the rest."""
        match = re.match(
            rf"[(\[<]?\s*({self._single.pattern})\s*(?:[)\]>]\s*[:.\-]?|\s*[:.|]|\s+-)\s*(?P<rest>\S.*)$",
            text,
            re.IGNORECASE | re.DOTALL,
        )
        option = self.exact(match[1]) if match else None
        if not match or not option or self.exact(match["rest"]) or self.only_options(match["rest"]):
            return None
        return option, match["rest"]

    def several_headed(self, text: str) -> bool:
        """Tell whether more than one option is headed so: "(가은) 참 (나래) 거짓", "a: O / b: X"."""
        headed = re.findall(
            rf"(?:^|[\s/,;|·])(?:[(\[<]\s*({self._single.pattern})\s*[)\]>]|({self._single.pattern})\s*[:=])",
            text,
            re.IGNORECASE,
        )
        return len({(enclosed or plain).casefold() for enclosed, plain in headed}) > 1

    def only_options(self, text: str) -> bool:
        """Tell whether ``text`` is nothing but options and what separates them."""
        return self.listed(text) and not re.sub(r"[\W_]|번", "", self._pattern.sub("", text))


_TOKENS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _WORDS), re.IGNORECASE)
_BRACKETED_MARK = re.compile(rf"[(\[]\s*({_ENCLOSED})\s*[)\]]", re.IGNORECASE)
_HEADS = re.compile(
    r"\s*(?:(?:것|사람|설명|학생|보기|번호)(?:들)?(?:은|는|:)|(?:ones?|statements?|options?)?\s*(?:[:=]|are\s*:))"
)
_PREDICATE = re.compile(r"(?:다|음|요|지만|고)[.,]?$")
_TITLE = re.compile(r"정답|오답|틀린|옳은|맞는|옳지|맞지|wrong|incorrect|correct", re.IGNORECASE)
_MARK_WORDS = {"o": "옳다", "t": "옳다", "x": "틀리다", "f": "틀리다"}


class _Reader:
    """Walks through a sentence's words once, giving verdicts to the options named before or after them."""

    def __init__(self, names: Names) -> None:
        self.pending: list[str] = []
        self.bare: set[str] = set()
        self.right: set[str] = set()
        self.wrong: set[str] = set()
        self.default: bool | None = None
        self.rest: bool | None = None
        self.last: set[str] = set()
        self.excepted = self.rest_open = self.every = self.none = self.settled = self.unclear = False
        self.names = names

    def name(self, options: Sequence[str]) -> None:
        """Options named."""
        self.last = set() if self.default is None else set(options) - self.right - self.wrong
        if self.default is None:
            self.pending += options
        else:
            (self.right if self.default else self.wrong).update(options)

    def verdict(self, *, right: bool) -> None:
        """A predicate: on what was named before it, or, with nothing before it, on what follows."""
        self.settled = True
        if self.rest_open:
            self.rest, self.rest_open = right, False
        elif self.pending:
            (self.right if right else self.wrong).update(self.pending)
            self.pending.clear()
        else:
            self.default = right

    def mark(self, *, right: bool) -> None:
        """A mark right behind an option: on what was named before it, whatever a head further up said."""
        if self.default is not None:
            self.right -= self.last
            self.wrong -= self.last
            self.pending += self.last
            self.default = None
        self.verdict(right=right)

    def head(self, kind: str, *, known: bool) -> None:
        """A predicate before a colon with options behind it: "오답: 다솜". After options it may belong to either."""
        self.unclear = self.unclear or (bool(self.pending) and not known)
        self.flush()
        self.default = kind == "right"

    def word(self, kind: str) -> None:
        """Any other word that matters."""
        if kind in {"ticked", "crossed"}:
            self.mark(right=kind == "ticked")
        elif kind in {"right", "double"}:
            self.verdict(right=True)
        elif kind == "not":
            self.verdict(right=False)
        elif kind in {"except", "neither"}:
            self._except()
        elif kind == "rest":
            self.flush()
            self.rest_open = True
        elif kind == "break":
            self.flush()
            self.default = None
        elif kind == "none":
            self.none = True
        elif not self.pending and not self.right:
            self.every = True

    def _except(self) -> None:
        self.excepted = True
        if self.pending and not self.every:
            self.wrong.update(self.pending)
            self.pending.clear()
        else:
            self.flush()
            self.default = False

    def flush(self) -> None:
        """What was named without a verdict stays so."""
        self.bare.update(self.pending)
        self.pending.clear()


def options_said(text: str, names: Names) -> Said:
    """Read one clean sentence."""
    text = names.with_marks(text)
    text = _BRACKETED_MARK.sub(lambda match: f" {_MARK_WORDS.get(match[1].casefold(), match[1])} ", text)
    runs = list(names.found(text))
    reader = _Reader(names)
    hidden, last_name = list(text), runs[-1][0] if runs else 0
    events: list[tuple[int, str, tuple[str, ...]]] = [(start, "name", options) for start, _, options in runs]
    for start, end, _ in runs:
        # No blanks: between "O" and the colon of "가은: O 나래: O" a name stands.
        hidden[start:end] = "§" * (end - start)
    blank = "".join(hidden)
    words = list(_TOKENS.finditer(_lone_o(blank)))
    events += [(word.start(), _kind(word, blank, last_name), ()) for word in words]
    for start, kind, options in sorted(events):
        if kind == "name":
            reader.name(options)
        elif kind.startswith("head "):
            reader.head(kind.removeprefix("head "), known=bool(_TITLE.match(text[start:])))
        else:
            reader.word(kind)
    reader.flush()
    if reader.rest_open and reader.excepted:
        reader.rest = True
    pure = not re.sub(r"[\W_\d]", "", _FILLER.sub("", _TOKENS.sub("", _lone_o(blank))))
    every = reader.every and (reader.settled or bool(reader.wrong) or pure)
    if every and reader.default is False and not reader.wrong:
        every, reader.none = False, True
    return Said(
        frozenset(reader.bare),
        frozenset(reader.right),
        frozenset(reader.wrong),
        reader.rest,
        every,
        reader.none,
        pure,
        reader.unclear,
    )


def judges(text: str) -> bool:
    """Tell whether a text without options calls something wrong, or takes something out."""
    kinds = {"not", "double", "except", "neither", "rest", "none"}
    return any(word.lastgroup in kinds for word in _TOKENS.finditer(text))


def _kind(word: re.Match[str], text: str, last_name: int) -> str:
    """Name a word's kind; a predicate that heads a list ("틀린 것은 다솜", "wrong: b") says so."""
    kind = str(word.lastgroup)
    heads = kind in {"right", "not"} and word.start() < last_name and _HEADS.match(text[word.end() :])
    return f"head {kind}" if heads and not _PREDICATE.search(word[0]) else kind


def _lone_o(text: str) -> str:
    """Make a mark of "가은 O": the letter is turned into the sign so that words with an o in them are left alone."""
    return re.sub(r"(?<![a-z가-힣])o(?=인\s|[^a-z가-힣]|$)", "○", text, flags=re.IGNORECASE)
