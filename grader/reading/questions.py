"""What repeats the exam's question, or the template's invitation to answer, is no answer."""

from __future__ import annotations

import re

_KOREAN_ASKING = (
    r"(?:하라|여라|아라|어라|해라|골라라|고르라|시오|세요|쓰라|써라|하자|보자|주어라|답하라|할\s*것|한다\.\s*답하라)\s*[.!:]?(?=\s|$)"
    r"|(?:은|는|가|까|지|나요|니|냐|요|무엇|얼마|것|shape)\s*\?"
    r"|(?:옳은|맞는|틀린|알맞은|적절한)\s*(?:것|설명|해석|사람)(?:을|를)?\s*(?:모두|전부|다)?\s*(?:고르|골라|선택|찾)\S*"
)
_ENGLISH_ASKING = (
    r"(?:^|(?<=[.!?:\n]\s)|(?<=\n))(?:(?:what|which|who|how|why|where|when|is|are|does|do|did|can|could|should|would|has|have)\b[^?\n]*\?"
    r"|(?:choose|select|pick|find|mark|decide|compute|calculate|determine|explain|state|compare|interpret|describe|give"
    r"|write|read|consider|answer|train|fit|evaluate|use|show|set|plot)\s+(?:the|all|whether|which|each|your|if|this|these|it|with)\b"
    r"[^.?!\n]*(?:[.?!:]|$))"
)
_ASKING = re.compile(f"{_KOREAN_ASKING}|{_ENGLISH_ASKING}", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"^\W*(?:여기에|이곳에|아래에|your (?:answer|code)|write (?:your|the) answer|type your answer|enter your answer"
    r"|answer here|답을?\s*(?:여기에|쓰시오|적으시오|작성)|to\s?do\b|작성하세요)[^\n]{0,40}$",
    re.IGNORECASE,
)


def question_end(text: str) -> int:
    """Return where the last question or order in ``text`` ends; 0 where nothing is asked."""
    end = 0
    for match in _ASKING.finditer(text):
        end = match.end()
    return end


def is_placeholder(text: str) -> bool:
    """Tell whether ``text`` is a template's "write your answer here"."""
    return bool(_PLACEHOLDER.match(text))
