"""A rubric encrypted, so that it may stand where students can read it.

A sealed rubric is a small YAML file: a header (format, which key opens it, salt) and the text under AES-256-GCM. The
header is authenticated with it. Text and nonce key come from GRADER_KEY and the salt by HKDF-SHA256, so that no two
files share them. docs/design/sealing.md says why these.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from grader.errors import SealError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "grader/sealed/1"
KEY_BYTES, SALT_BYTES, NONCE_BYTES, ID_BYTES = 32, 16, 12, 4
BLOCK = 4096
"""Texts are filled up to a multiple of so many bytes: else their length would tell how long the keys in them are."""

HEADER = """\
# A sealed rubric, made by 'grade rubric seal'. With GRADER_KEY set, the grader reads it; nobody else can.
"""
_KEY = re.compile(r"grk_([A-Za-z0-9_-]{43})")
_SEALED = re.compile(r"^sealed:[ \t]*\S", re.MULTILINE)
_FIELDS = ("sealed", "key", "salt", "content")


@dataclass(frozen=True)
class Key:
    """What opens sealed rubrics: 32 random bytes."""

    secret: bytes

    def __repr__(self) -> str:
        """Return what says which key it is, and not the key: it may end up in a log."""
        return f"Key({self.id})"

    @classmethod
    def new(cls) -> Key:
        """Make one."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def read(cls, text: str) -> Key:
        """Read a key as ``str(key)`` writes it; space around it is what secrets' stores add.

        Raises:
            UsageError: It is none. The message does not repeat it.
        """
        match = _KEY.fullmatch(text.strip())
        if match is None:
            raise UsageError(
                f"GRADER_KEY: expected a key as 'grade rubric key' makes it (grk_ and 43 letters, digits, - or _), "
                f"found {len(text.strip())} characters that are none; set it to the key that sealed the rubric"
            )
        return cls(base64.urlsafe_b64decode(f"{match[1]}="))

    def __str__(self) -> str:
        return f"grk_{base64.urlsafe_b64encode(self.secret).decode().rstrip('=')}"

    @property
    def id(self) -> str:
        """Names the key without telling anything of it."""
        return self._derived(b"grader key id", b"", ID_BYTES).hex()

    def cipher(self, salt: bytes) -> tuple[AESGCM, bytes]:
        """Return the cipher and the nonce of the one file that has this salt."""
        made = self._derived(FORMAT.encode(), salt, KEY_BYTES + NONCE_BYTES)
        return AESGCM(made[:KEY_BYTES]), made[KEY_BYTES:]

    def _derived(self, purpose: bytes, salt: bytes, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt, purpose).derive(self.secret)


def is_sealed(text: str) -> bool:
    """Tell whether a rubric file is a sealed one."""
    return _SEALED.search(text) is not None


def seal(text: str, key: Key) -> str:
    """Return a sealed rubric's file.

    Args:
        text: The rubric's YAML, whole: what it extends and the tests it names are in it.
        key: What will open it.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    cipher, nonce = key.cipher(salt)
    content = base64.b64encode(cipher.encrypt(nonce, _padded(text.encode()), _bound(key.id, salt))).decode()
    lines = textwrap.indent("\n".join(textwrap.wrap(content, 100)), "  ")
    return f"{HEADER}sealed: {FORMAT}\nkey: '{key.id}'\nsalt: '{salt.hex()}'\ncontent: |\n{lines}\n"


def unseal(text: str, key: Key | None, name: str) -> str:
    """Return the rubric's YAML.

    Args:
        text: The sealed file.
        key: What GRADER_KEY holds; None where it is not set.
        name: What messages call the file.

    Raises:
        SealError: There is no key, it is another one, or the file is not as it was sealed.
    """
    fields = _fields(text, name)
    if key is None:
        raise SealError(
            f"{name}: a sealed rubric: expected its key {fields['key']} in GRADER_KEY, which is not set. Teachers "
            "set it; students check with the rubric that was made for them ('grade rubric public')"
        )
    if key.id != fields["key"]:
        raise SealError(
            f"{name}: expected the key {fields['key']} in GRADER_KEY, found another one, {key.id}; set it to the "
            "key that the rubric was sealed with, or seal the rubric again"
        )
    try:
        salt = bytes.fromhex(fields["salt"])
        content = base64.b64decode("".join(fields["content"].split()), validate=True)
        cipher, nonce = key.cipher(salt)
        return _unpadded(cipher.decrypt(nonce, content, _bound(key.id, salt))).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise SealError(
            f"{name}: not as it was sealed: something was changed or cut off in it; seal the rubric again"
        ) from error


def _fields(text: str, name: str) -> Mapping[str, str]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict) or "sealed" not in found:
        raise SealError(f"{name}: expected a sealed rubric, found no header that can be read; seal it again")
    if found["sealed"] != FORMAT:
        raise SealError(
            f"{name}: sealed as {found['sealed']}, and this grader reads {FORMAT}; seal the rubric again with this "
            "version, or use the one that sealed it"
        )
    if sorted(found) != sorted(_FIELDS) or not all(isinstance(found[field], str) for field in _FIELDS):
        raise SealError(f"{name}: expected a sealed rubric's {', '.join(_FIELDS)}, each as text; seal it again")
    return found


def _bound(key: str, salt: bytes) -> bytes:
    """Return what is authenticated besides the text: nobody can put it under another header."""
    return f"{FORMAT} {key} {salt.hex()}".encode()


def _padded(content: bytes) -> bytes:
    return content + b"\n" + b" " * (-(len(content) + 1) % BLOCK)


def _unpadded(content: bytes) -> bytes:
    return content.rstrip(b" ").removesuffix(b"\n")
