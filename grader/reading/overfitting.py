"""Does a student's prose call a training overfitted? Korean and English, with negation, hedging and typing slips."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.parts import Origin
from grader.reading.marks import mark_at_start
from grader.reading.reconcile import State
from grader.reading.sentences import Claim, Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.parts import PartEvidence

TERM = re.compile(
    r"오버\s*-?\s*(?:[핏피필픽휫](?:\s*[팅딩띵틴링])?|fit\w*)|과\s?[대잉]?\s?[적젹]\s?합|과\s?[대잉]\s?학습"
    r"|(?<![a-z])over[\s\-_]*fi?t+(?:ing|ted|s|ed)?(?![a-z])",
    re.IGNORECASE,
)
_THE_TERM = "§"
"""What stands for the term while a sentence is read: a sign that no student writes."""

_UNDER = re.compile(r"언더\s*-?\s*[핏피필]\s*[팅딩]?|과소\s*적합|\bunder[\s\-_]*fit\w*", re.IGNORECASE)
_SPELLINGS = ("overfitting", "overfit", "overfitted")
_NEAR = 0.82
_LATIN_WORD = re.compile(r"(?<![A-Za-z_])[A-Za-z]{6,13}(?![A-Za-z_])")

_NOT_MEANT = re.compile(
    r"§\S*\s*\S*[는은인을할될된했](?:지|가)(?:를|을)?\s*(?:확인|알아|살펴|판단|보기|검토|조사)|면\s[^.]*§\S*\s*(?:될|발생할|일어날|생길|나타날)"
    r"|\b(?:will|would)\s+(?:(?:likely|probably|then|start to|begin to|be)\s+)*§|§\s+(?:will|would)\b|"
    r"§(?:이?란\s|이라는\s*것|은\s.*(?:말한다|뜻한다|의미한다|현상이다)|이?라면|이면\s|\S*\s*경우(?:에|는|라면)|\S*\s*여부(?!\s*[:=→?])"
    r"|[을를]?\s*(?:방지|예방|막[기을는아으]|막 |피하|줄이|완화|극복|해소)"
    r"|\S*\s*(?:위험|우려)(?:을|를|이\s*(?:줄|적|낮))|\s*(?:means|is when|refers to|is a phenomenon|occurs when"
    r"|happens when))"
    r"|\b(?:avoid|prevent|reduce|against|mitigate|combat|whether|check(?:ing)? for|if)\w*\b[^,.;]{0,40}§",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"§(?:이?란\s|이?라고\s*(?:배웠|배운|정의|부르|부른|불리|불린)|이라는\s*것)"
    r"|(?:증가|상승|커지|커질|오르|올라가|늘어나|벌어지|높아지)(?:하)?면\s*§|§\s+(?:if\b|means|is when|refers to)",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(r"(?:생각|예상|의심|우려|걱정)(?:했|하였)(?:으나|지만|는데)|줄\s*알았")
_UNLIKE = re.compile(
    r"^\s*(?:이|은|는|가)?\s*(?P<denied>아니|없)?\S*라고\s*(?:보|하|말하|판단하|단정하)기(?:에는|엔|에)\s"
    r"(?!.*(?:충분|무방|적절|좋|타당|어렵|힘들|무리|부족|않|없))"
)
"""Too much for what is said before: "to call it no overfitting, the loss rises too much"."""
_ASIDE = re.compile(r"\([^()]*면\s*§[^()]*\)")
_SUBJECT = re.compile(r"\b(?:it|this)\W*$", re.IGNORECASE)
_SMALL_GAP = re.compile(
    r"(?:차이|격차|간격|변화|폭)\S*\s*(?:그렇게\s*|별로\s*|아주\s*)?(?:크|많|심하)지\s*(?:는|도)?\s*않\S*"
)
_UNSURE = re.compile(
    r"모르겠|알\s*수\s*없|판단(?:하기|이)\s*(?:어렵|힘들|애매|쉽지)|애매|확실하지\s*않|단정(?:하기|지을|할)|수도\s*있(?:고|지만|으나)|인지\s*아닌지"
    r"|\b(?:cannot|can't|can not)\s+(?:tell|judge|decide|know|determine)\b|\b(?:hard|difficult"
    r"|impossible|not easy) to\s+(?:tell|say|judge|decide|know|determine)\b|\bnot sure\b|\bunsure\b"
    r"|\bunclear\b"
    r"|\bmay or may not\b",
    re.IGNORECASE,
)
_MILD = re.compile(
    r"(?:심하|심각하|크|많|뚜렷하|두드러지|강하|완전하|극심하)지\s*(?:는|도)?\s*않|미미|미약|\b(?:not|isn't)\s+(?:severe|serious"
    r"|strong|significant|too|that|very|much|a lot)\w*",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"가능성|의심|것\s*같|듯\s*(?:하|싶|보)|듯이?다|아마|수도\s*있|우려|조짐|기미|경향|초기|\b(?:might|may|could|possib\w+|probabl\w+|perhaps|seems?|appears?|likely|suspect\w*|somewhat|slight\w*|bit)\b",
    re.IGNORECASE,
)
_RHETORIC = re.compile(r"(?:아닐까|않을까|않나|아닌가|아닌지)\s*(?:싶|생각|의심|하는|한다|합니다|추측)?\S*")
_KOREAN_NOT = re.compile(
    r"(?:가능성|위험|우려|정도|확률)\S*\s*(?:매우\s*|아주\s*)?(?:낮|적[다은]|작[다은]|희박)\S*|기\s*전(?:에|이)|뻔(?![가-힣])|직전|기(?:에는|엔|에)?\s*(?:아직\s*)?이[르른]\S*|"
    r"아니[^\s,]*|아닌[^\s,]*|아님|아닙[^\s,]*|않[^\s,]*|없[^\s,]*|못[^\s,]*|어렵[^\s,]*|어려[^\s,]*|힘[들든듦듭][^\s,]*|무리\S*|멀다|멀어|벗어\S*|피했|피한"
    r"|라기\s*보[다단]\S*|안\s+(?:일어|생|발생|나타|되|된|됐|됨|했|하|보)\S*|안[됐됨된]\S*|(?<![a-z])x(?![a-z])|×|이르지"
)
_KOREAN_YES = re.compile(
    r"이다|입니다|이에요|예요|[임음함됨]\b|있|발생|일어|나타|보인|보여|보임|보이|볼\s*수|보았|본다|봅니다|봐야|생각|판단|의심|추정|된다|되었|됐|되고|되는|되어|될|했|하였|하고|한다|합니다|해\b"
    r"|맞|심[하각]|진행|시작|존재|관찰|확인(?:된|됨|되|할)|라고|같다|같습|듯|(?<![a-z])[oy](?![a-z])|○|이라|다$|다\."
)
_ENGLISH_NOT = re.compile(
    r"\b(?:avoided|prevented|minimal|negligible|unlikely)\b|"
    r"\b(?:no|not|never|without|hardly|barely|little|cannot|none|neither|nor|free of|lack of"
    r"|absence of|far from|zero|unlikely)\b|n't\b|n`t\b",
    re.IGNORECASE,
)
_ENGLISH_YES = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|it's|that's|occur\w*|happen\w*|beg[iau]n\w*|start\w*|see|seen|observ\w*|show\w*|indicat\w*|suggest\w*|sign\w*"
    r"|clear\w*|yes|there|appear\w*|seem\w*|evident|present|exist\w*|exhibit\w*|model|network|suffer\w*|does|did|overfit|overfits|overfitted|means?|confirm\w*|call\w*|think|believe|severe\w*|definitely)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?<=지만)\s*,?|(?<=으나)[\s,]|(?<=는데)[\s,]|(?<=은데)[\s,]|(?<=므로)[\s,]|(?<=때문에)[\s,]|(?<=[아어]서)\s|(?<=며)[\s,]|(?<=면서)\s|(?<=없어)\s|(?<=않아)\s|(?<=아니라)\s"
    r"|(?<=[^라다자냐]고)[\s,]\s*(?!있|싶|보[이았인]|볼)|,\s*(?!고)|;|\s-\s|\b(?:but|although|though|because|since"
    r"|however|while|whereas|so that|as the|and (?=the|it|we|val|train|both))\b",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"^\W*(?:따라서|그러므로|결론(?:적으로|은)?|즉\b|결국|최종|종합|∴"
    r"|therefore|thus|hence|overall|in conclusion|so\b|in short|to sum)|→|결론적으로|\btherefore\b|\boverall\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"이후|후반|나중|결국|뒤에|뒤로|부터|\b(?:later|after|eventually|then|from|finally)\b", re.IGNORECASE
)
_ASKING = re.compile(r"\?|(?:는가|인가|을까|일까|은가)\s*[.:]?$")
_REPLY_NO = re.compile(
    r"^\W*(?:아니|아닙|아님|그렇(?:게|지|다고)?\s.*(?:없|않)|(?:라고\s*)?볼\s*수(?:는|가)?\s*없|not\b|no\b|nope)",
    re.IGNORECASE,
)
_REPLY_YES = re.compile(
    r"^\W*(?:네\b|예\b|그렇다(?!고)|그렇습니다|맞|(?:라고\s*)?볼\s*수\s*있|(?:i(?:'d| would) say )?yes\b|yeah|sure)",
    re.IGNORECASE,
)
_END_NO = re.compile(
    r"(?:볼\s*수(?:는|가)?\s*없|그렇지\s*않|보기\s*(?:어렵|힘들)|(?<!뿐만\s)아니)(?:다|습니다|음|어요)[.!]*$|아닙니다[.!]*$|아님[.!]*$"
    r"|\b(?:so|hence|thus|therefore) (?:it|this)(?:'s| is)\s*(?:not|n't)(?: the case)?[.!]*$|\bnot the case[.!]*$"
)
_END_YES = re.compile(
    r"볼\s*수\s*있(?:다|습니다|음|겠다|을\s*것)\S*[.!]*$|그렇다고\s*(?:본|생각|볼\s*수\s*있)\S*[.!]*$"
)
_ABOUT_CURVES = re.compile(
    r"loss|손실|로스|accura|정확|acc\b|validation|검증|수렴|converg|일반화|generali|학습이|에폭|epoch|성능|언더|under|훈련|train|(?<![a-z])fit",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"증가|감소|상승|하락|높|낮|줄[어었]|커[지졌]|작[아은]|떨어|올라|내려|벌어|수렴|차이|비슷|안정|좋|나쁘|rise|rose|fall|fell|increas|decreas|drop|higher|lower|diverg|converg"
    r"|plateau|flat|gap|stable|similar|well|good|bad|generali|언더|under",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Said:
    value: bool | None
    hedged: bool
    sentence: Sentence
    concluding: bool = False


def read_overfitting(part: PartEvidence, question: Sequence[str] = ()) -> Claim:
    """Read whether the training is called overfitted (1) or not (0)."""
    prose = sentences(part, question)
    said = list(_claims(prose))
    if not said:
        return _undecided(prose)
    words = tuple(dict.fromkeys(one.sentence.words for one in said))
    first = said[0].sentence.passage
    decided = _decide(said)
    if decided is None:
        return Claim(
            State.CONFLICT if all(one.value is not None for one in said) else State.UNREADABLE, None, words, first
        )
    mine = [one for one in said if one.value is decided]
    return Claim(
        State.FOUND,
        int(decided),
        tuple(dict.fromkeys(one.sentence.words for one in mine)),
        mine[0].sentence.passage,
        hedged=all(one.hedged for one in mine),
        computed=all(one.sentence.shown for one in mine),
    )


def _decide(said: Sequence[_Said]) -> bool | None:
    values = {one.value for one in said}
    if len(values) == 1:
        return said[0].value
    drawn = {one.value for one in said if one.concluding}
    if len(drawn) == 1:
        return drawn.pop()
    # Words that cannot be read beside a plain claim leave the claim plain only if it is the last word.
    clear = {one.value for one in said if one.value is not None}
    return clear.pop() if len(clear) == 1 and said[-1].value is not None else None


def _claims(prose: Sequence[Sentence]) -> Iterator[_Said]:
    asked = False
    for sentence in prose:
        text = _spelled(sentence.text)
        named = TERM.search(text) is not None
        if sentence.question or (_ASKING.search(text) and named):
            asked = asked or named
            _, mark, rest = text.rpartition("?")
            if not mark or not rest.strip():
                continue
            text, named = rest, TERM.search(rest) is not None
        concluding = sentence.label or bool(_CONCLUSION.search(text))
        if named:
            if (claimed := _polarity(text, sentence)) is not None:
                yield _Said(*claimed, sentence, concluding)
            # What overfitting would be asks whether it is.
            asked = claimed is None and _DEFINED.search(TERM.sub(_THE_TERM, text)) is not None
        elif _UNDER.search(text) and not _KOREAN_NOT.search(text) and not _ENGLISH_NOT.search(text):
            yield _Said(value=False, hedged=True, sentence=sentence, concluding=concluding)
        elif asked and not sentence.heading and (reply := _reply(text, sentence)) is not None:
            yield _Said(reply, hedged=False, sentence=sentence, concluding=True)
            asked = False


def _reply(text: str, sentence: Sentence) -> bool | None:
    """Read a bare yes or no behind the question."""
    if sentence.passage.origin is Origin.COMMENT and not re.search("[가-힣a-z]{2}", text, re.IGNORECASE):
        return None
    if _REPLY_NO.match(text) or _END_NO.search(text):
        return False
    if _REPLY_YES.match(text) or _END_YES.search(text):
        return True
    return mark_at_start(text) if sentence.label or len(text) < 12 else None  # noqa: PLR2004 - a word or two


def _polarity(text: str, sentence: Sentence) -> tuple[bool | None, bool] | None:
    """Return what a sentence with the term claims and whether it hedges; None if it claims nothing."""
    plain = TERM.sub(_THE_TERM, text)
    plain = re.sub(r"(?:언더\S*|과소\s*적합\S*)\s*(?:아니|아닌)\S*|\bnot\s+under\S*", "U", plain)
    plain = _ASIDE.sub("", plain)
    if _NOT_MEANT.search(plain) or _DEFINED.search(plain):
        return None
    if _UNSURE.search(plain) or _MILD.search(_SMALL_GAP.sub("", plain)):
        return None, True
    hedged = bool(_HEDGE.search(plain) or _RHETORIC.search(plain))
    plain = _RHETORIC.sub(" 있다 ", plain)
    clauses = [clause for clause in _CLAUSE.split(plain) if _THE_TERM in clause and not _GIVEN_UP.search(clause)]
    found = [(value, clause) for clause in clauses if (value := _of_clause(clause, sentence)) is not None]
    if not found:
        return None
    if len({value for value, _ in found}) == 1:
        return found[0][0], hedged or all(_bare(clause) for _, clause in found)
    # "not at first, but later it is": the later state is what the whole training came to.
    return (found[-1][0], hedged) if _LATER.search(found[-1][1]) else (None, True)


def _of_clause(clause: str, sentence: Sentence) -> bool | None:
    before, _, after = clause.rpartition(_THE_TERM)
    if (mark := _mark_behind(after)) is not None:
        return mark
    if unlike := _UNLIKE.match(after):
        return unlike["denied"] is not None
    denials = len(_KOREAN_NOT.findall(after.casefold()))
    denials += len(_ENGLISH_NOT.findall(after)) + len(_ENGLISH_NOT.findall(_near(before)))
    if denials:
        return denials % 2 == 0
    korean = re.search("[가-힣]", after) is not None or (
        re.search("[가-힣]", before) is not None and not re.search(r"[a-z]{3}", after, re.IGNORECASE)
    )
    korean = korean or not re.search("[a-z]{2}", before + after, re.IGNORECASE)
    stated = _KOREAN_YES.search(after.casefold()) if korean else _states(before, after)
    return True if stated or _bare_claim(clause, sentence) else None


def _states(before: str, after: str) -> bool:
    """Tell whether English words around the term claim it; in "it overfits" the term is the verb."""
    return _ENGLISH_YES.search(f"{before} {after}") is not None or _SUBJECT.search(before) is not None


def _mark_behind(after: str) -> bool | None:
    """Read "overfitting: no", "오버피팅 여부 = X"."""
    named = re.match(r"\s*(?:여부)?\s*[:=→?\-][\s:=→?.\-]*", after)
    return mark_at_start(after[named.end() :]) if named else None


_OTHER_VERB = re.compile(
    r"\b(?:because|due|so|since|while|and|good|great|enough|well|only|improv\w*|increas\w*|decreas\w*|ris(?:e|es|ing)"
    r"|fall\w*|drop\w*|grow\w*|chang\w*|diverg\w*|generali\w*)\b|[,;]",
    re.IGNORECASE,
)


def _near(before: str) -> str:
    """Return the last words before the term, to which a negation in front of it can belong."""
    return " ".join(_OTHER_VERB.split(before)[-1].split()[-7:])


def _bare(clause: str) -> bool:
    return not re.sub(r"[\W_]|약간의?|조금|살짝|다소|명백한|확실한|전형적인", "", _CONCLUSION.sub("", clause))


def _bare_claim(clause: str, sentence: Sentence) -> bool:
    """The term alone is a claim where an answer is expected, not as a heading or a note beside code."""
    answers = sentence.label or (not sentence.heading and sentence.passage.origin is not Origin.COMMENT)
    ends = re.search(r"(?:부터|이후|에서|기에|따라서|→|:)\s*§\W*$", clause) is not None
    return (_bare(clause) or ends) and answers


def _spelled(text: str) -> str:
    """Mend typing slips of the English word."""

    def mend(match: re.Match[str]) -> str:
        word = match[0].casefold()
        if TERM.fullmatch(word) or word.startswith("under"):
            return match[0]
        return _SPELLINGS[0] if difflib.get_close_matches(word, _SPELLINGS, 1, _NEAR) else match[0]

    return _LATIN_WORD.sub(mend, text)


def _undecided(prose: Sequence[Sentence]) -> Claim:
    """Tell words that speak of the curves without a claim from no words at all."""
    own = [one for one in prose if not one.question and not one.heading and _speaks(one)]
    if not own:
        return Claim(State.NOTHING)
    return Claim(State.UNREADABLE, None, tuple(dict.fromkeys(one.words for one in own)), own[0].passage)


def _speaks(sentence: Sentence) -> bool:
    if TERM.search(sentence.text) and not sentence.heading and sentence.passage.origin is Origin.MARKDOWN:
        return True
    if not re.search("[가-힣]{2}.*[다음함임됨요]|[a-z]{3} .*[a-z]{3} .*[a-z]{2}", sentence.text, re.IGNORECASE):
        return False
    about = _ABOUT_CURVES.search(sentence.text) is not None and _MOVING.search(sentence.text) is not None
    # What Keras prints while it trains is no prose.
    return about and not (sentence.shown and re.search(r"\d+/\d+|step", sentence.text))
