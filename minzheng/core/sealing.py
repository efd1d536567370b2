"""Personal data at rest: sealed with SM4-GCM, found again through an HMAC-SM3 blind index."""

import contextlib
import hashlib
import hmac
import os
import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from minzheng.core import files

KEY = "MINZHENG_KEY"
_VERSION = b"\x01"
_NONCE, _TAG, _SALT = 12, 16, 16
_MAGIC = b"MZSEAL1\n"
_CHUNK = 1024 * 1024


class SealBroken(ValueError):
    """The sealed bytes were changed, cut short, or sealed for another purpose or key."""


def seal(text: str, context: str) -> bytes:
    """Return ``text`` sealed for one purpose.

    ``context`` (for example ``people.id_number``) must be given again to unseal, so that a value
    copied into another column does not open there. Two seals of one text differ.
    """
    return seal_bytes(text.encode(), context)


def unseal(sealed: bytes, context: str) -> str:
    """Return the text that was sealed for ``context``; raises ``SealBroken`` otherwise."""
    return unseal_bytes(sealed, context).decode()


def seal_bytes(content: bytes, context: str) -> bytes:
    """Return ``content`` sealed for one purpose: version, nonce, ciphertext, tag."""
    return sealer(context)(content)


def sealer(context: str) -> Callable[[bytes], bytes]:
    """Return ``seal_bytes`` for one purpose with the key looked up once: for whole registers."""
    key, purpose = _keys().data, context.encode()

    def close(content: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return b"".join((_VERSION, nonce, _encrypt(key, nonce, purpose, content)))

    return close


def indexer() -> Callable[[str], str]:
    """Return ``blind_index`` with the key looked up once: for whole registers."""
    index = _keys().index
    return lambda text: index(text.encode())[:32]


def unseal_bytes(sealed: bytes, context: str) -> bytes:
    """Return the bytes that were sealed for ``context``; raises ``SealBroken`` otherwise."""
    sealed = bytes(sealed)
    if sealed[:1] != _VERSION or len(sealed) < 1 + _NONCE + _TAG:
        raise SealBroken("密文格式不正确。")
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    return _decrypt(_keys().data, nonce, context.encode(), body)


def blind_index(text: str) -> str:
    """Return the 32 hex digits under which ``text`` is found without storing it in the clear.

    The first half of HMAC-SM3 under a key of its own; normalise the text first.
    """
    return _keys().index(text.encode())[:32]


def digest_sm3(content: bytes) -> str:
    """Return the SM3 digest (GB/T 32905) as 64 hex digits."""
    return hashlib.new("sm3", content).hexdigest()


def hmac_sm3(key: bytes, content: bytes) -> str:
    """Return HMAC-SM3 as 64 hex digits."""
    return hmac.new(key, content, "sm3").hexdigest()


def seal_file(source: Path, target: Path) -> None:
    """Seal a file of any size in chunks; ``target`` appears only when it is whole."""
    with source.open("rb") as reader, _whole(target) as writer:
        salt = os.urandom(_SALT)
        key = algorithms.SM4(_derive(_keys().file, b"file" + salt, 16))
        writer.write(_MAGIC + salt)
        # A chunk's number and whether it is the last are part of its nonce: no chunk can be
        # dropped, repeated or moved without notice.
        chunk, number = reader.read(_CHUNK), 0
        while True:
            following = reader.read(_CHUNK)
            writer.write(_encrypt(key, _chunk_nonce(number, last=not following), b"", chunk))
            if not following:
                return
            chunk, number = following, number + 1


def unseal_file(source: Path, target: Path) -> None:
    """Write the clear content of a sealed file; raises ``SealBroken`` and leaves no target."""
    with _whole(target) as writer:
        for chunk in unseal_chunks(source):
            writer.write(chunk)


def unseal_chunks(source: Path) -> Iterator[bytes]:
    """Yield the clear content of a sealed file piece by piece; raises ``SealBroken``."""
    with source.open("rb") as reader:
        if reader.read(len(_MAGIC)) != _MAGIC:
            raise SealBroken("不是密封文件。")
        key = algorithms.SM4(_derive(_keys().file, b"file" + reader.read(_SALT), 16))
        chunk, number = reader.read(_CHUNK + _TAG), 0
        while True:
            following = reader.read(_CHUNK + _TAG)
            yield _decrypt(key, _chunk_nonce(number, last=not following), b"", chunk)
            if not following:
                return
            chunk, number = following, number + 1


class _Keys:
    """The keys of one home, one per purpose, derived from its data key."""

    def __init__(self, master: bytes) -> None:
        self.data = algorithms.SM4(_derive(master, b"minzheng data", 16))
        self.file = _derive(master, b"minzheng file", 32)
        self.index = _keyed_sm3(_derive(master, b"minzheng index", 32))


def _keys() -> _Keys:
    key = os.environ.get(KEY, "")
    if not key:
        raise RuntimeError(f"没有数据密钥：请设置环境变量 {KEY}。")
    return _keys_of(key)


@lru_cache(maxsize=4)
def _keys_of(key: str) -> _Keys:
    master = bytes.fromhex(key)
    if len(master) < 16:
        raise ValueError(f"{KEY} 至少 16 字节。")
    return _Keys(master)


def _derive(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(hashes.SM3(), length, salt=None, info=purpose).derive(key)


def _keyed_sm3(key: bytes) -> Callable[[bytes], str]:
    """Return HMAC-SM3 under ``key``, its two first blocks computed once for all."""
    padded = key.ljust(64, b"\0")
    inner = hashlib.new("sm3", bytes(b ^ 0x36 for b in padded))
    outer = hashlib.new("sm3", bytes(b ^ 0x5C for b in padded))

    def compute(content: bytes) -> str:
        first, second = inner.copy(), outer.copy()
        first.update(content)
        second.update(first.digest())
        return second.hexdigest()

    return compute


def _encrypt(key: algorithms.SM4, nonce: bytes, purpose: bytes, content: bytes) -> bytes:
    encryptor = Cipher(key, modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(purpose)
    return encryptor.update(content) + encryptor.finalize() + encryptor.tag


def _decrypt(key: algorithms.SM4, nonce: bytes, purpose: bytes, body: bytes) -> bytes:
    if len(body) < _TAG:
        raise SealBroken("密文不完整。")
    decryptor = Cipher(key, modes.GCM(nonce, body[-_TAG:])).decryptor()
    decryptor.authenticate_additional_data(purpose)
    try:
        return decryptor.update(body[:-_TAG]) + decryptor.finalize()
    except InvalidTag:
        raise SealBroken("密文已被改动，或密钥、用途不符。") from None


def _chunk_nonce(number: int, *, last: bool) -> bytes:
    return struct.pack(">7xI?", number, last)


@contextlib.contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """Open a neighbour of ``target`` that nobody else may read; it takes the name only after success."""
    with files.whole(target) as partial:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(partial, flags, 0o600), "wb") as out:
            yield out
