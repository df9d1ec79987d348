"""A sealed rubric gives nothing away without its key, and with it exactly what was sealed."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
import yaml

from grader.errors import SealError, UsageError
from grader.rubric import dump, parse
from grader.rubric.sealing import BLOCK, FORMAT, Key, is_sealed, seal, unseal

FILE = Path(__file__).parents[2] / "rubrics/big-data-final.yaml"
TEXT = FILE.read_text(encoding="utf-8")
KEY = Key(bytes(range(32)))


@pytest.mark.parametrize("text", [TEXT, "", "exam: x  \n \n", "정답: 하영" * 3000, " ", "\n"])
def test_what_is_opened_is_what_was_sealed(text: str) -> None:
    sealed = seal(text, KEY)

    assert is_sealed(sealed)
    assert unseal(sealed, KEY, "x.yaml") == text


def test_it_is_yaml_of_a_header_and_a_content_and_says_nothing_else() -> None:
    sealed = seal(TEXT, KEY)

    assert yaml.safe_load(sealed).keys() == {"sealed", "key", "salt", "content"}
    for word in ("하영", "34622", "at_least", "architecture", "빅데이터", "parts", str(KEY)[4:]):
        assert word not in sealed
        assert base64.b64encode(word.encode()).decode().rstrip("=")[:-1] not in sealed


def test_no_two_sealed_files_are_alike() -> None:
    assert seal(TEXT, KEY) != seal(TEXT, KEY)


def test_its_length_does_not_tell_how_long_a_key_is() -> None:
    """A student knows all of the text but the keys, so that a byte more or less would be a hint."""
    one, other = (seal(f"correct: [{names}]", KEY) for names in ("하영", "하영, 재인, 서연, 규빈"))

    assert len(one) == len(other)
    assert len(base64.b64decode(yaml.safe_load(one)["content"])) == BLOCK + 16  # and the tag


@pytest.mark.parametrize("text", [TEXT, "exam: sealed\n", "  sealed: x\n", "# sealed: x\n", "sealed:\n"])
def test_other_files_are_not_taken_for_sealed_ones(text: str) -> None:
    assert not is_sealed(text)


def test_without_a_key_it_says_which_one_is_wanted_and_what_a_student_does() -> None:
    with pytest.raises(SealError, match=rf"x.yaml: .*expected its key {KEY.id} in GRADER_KEY.*students check with"):
        unseal(seal(TEXT, KEY), None, "x.yaml")


def test_another_key_is_told_from_a_changed_file() -> None:
    other = Key.new()

    with pytest.raises(SealError, match=f"expected the key {KEY.id} in GRADER_KEY, found another one, {other.id}"):
        unseal(seal(TEXT, KEY), other, "x.yaml")


def changed(field: str) -> str:
    """Change one letter of a field, to another one that may stand there."""
    fields = yaml.safe_load(seal(TEXT, KEY))
    old = fields[field][10]
    fields[field] = f"{fields[field][:10]}{'0' if old != '0' else '1'}{fields[field][11:]}"
    return yaml.safe_dump(fields)


@pytest.mark.parametrize(
    "text",
    [
        changed("content"),
        changed("salt"),
        seal(TEXT, KEY)[:-200],
        re.sub("content: .*", "content: ''", seal(TEXT, KEY), flags=re.DOTALL),
        re.sub("salt: .*", "salt: 'no hex'", seal(TEXT, KEY)),
        seal(TEXT, KEY).replace("content: |\n", "content: |\n  한글\n"),
        # The text of one file under the header of another, both of the same key.
        "\n".join([*seal("x", KEY).splitlines()[:5], *seal(TEXT, KEY).splitlines()[5:]]),
    ],
)
def test_a_changed_file_is_refused_as_changed(text: str) -> None:
    with pytest.raises(SealError, match=r"x\.yaml: not as it was sealed"):
        unseal(text, KEY, "x.yaml")


@pytest.mark.parametrize("version", ["grader/sealed/0", "grader/sealed/2", "age/1"])
def test_another_format_is_named_with_the_way_out(version: str) -> None:
    with pytest.raises(SealError, match=rf"sealed as {version}, and this grader reads {FORMAT}; seal the rubric again"):
        unseal(seal(TEXT, KEY).replace(FORMAT, version), KEY, "x.yaml")


@pytest.mark.parametrize(
    "text",
    ["sealed: [\n", f"sealed: {FORMAT}\n", seal("x", KEY) + "parts: []\n", seal("x", KEY).partition("salt")[0]],
)
def test_a_header_that_cannot_be_read_is_no_crash(text: str) -> None:
    with pytest.raises(SealError, match="seal it again"):
        unseal(text, KEY, "x.yaml")


def test_a_key_is_written_and_read_and_never_shown_by_accident() -> None:
    key = Key.new()

    assert Key.read(f" {key}\n") == key
    assert re.fullmatch("grk_[A-Za-z0-9_-]{43}", str(key))
    assert str(key) not in repr(key)
    assert key.id not in str(key)


@pytest.mark.parametrize("text", ["password", "", "grk_", "grk_" + "a" * 42, "grk_" + "ä" * 43, str(KEY)[4:]])
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UsageError, match="GRADER_KEY: expected a key as 'grade rubric key' makes it") as caught:
        Key.read(text)

    assert not text or text not in str(caught.value).replace("grk_ and", "")


def test_what_is_sealed_is_whole_and_the_same_rubric() -> None:
    rubric = parse(TEXT)

    assert parse(unseal(seal(dump(rubric), KEY), KEY, "x.yaml")) == rubric
