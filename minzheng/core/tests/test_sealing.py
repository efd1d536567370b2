"""Seals and blind indexes: worked examples 9 and 10, and every way to tamper."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from hypothesis import given
from hypothesis import strategies as st

from minzheng.core import sealing
from minzheng.core.sealing import (
    SealBroken,
    blind_index,
    digest_sm3,
    hmac_sm3,
    seal,
    seal_file,
    unseal,
    unseal_chunks,
    unseal_file,
)

ID = "11010519491231002X"
KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")


def test_sm3_gives_the_standard_digests() -> None:
    assert digest_sm3(b"abc") == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert digest_sm3(b"abcd" * 16) == (
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


def test_sm4_of_the_library_is_the_standard_cipher() -> None:
    block = Cipher(algorithms.SM4(KEY), modes.ECB()).encryptor()
    assert block.update(KEY).hex() == "681edf34d206965e86b3e94f536e4246"
    padder = PKCS7(128).padder()
    padded = padder.update(ID.encode()) + padder.finalize()
    chained = Cipher(algorithms.SM4(KEY), modes.CBC(bytes(16))).encryptor()
    assert (chained.update(padded) + chained.finalize()).hex() == (
        "40d08dbabbd4f91655d9498b7568bc5267315018acd6bee639038078a59c7b9c"
    )


def test_hmac_sm3_gives_the_standard_code() -> None:
    wanted = "bc90cd259a21ee6a354eecb25a5355838fb850f488ee6f216c9b3865be0befef"
    assert hmac_sm3(b"demo-key", ID.encode()) == wanted
    assert sealing._keyed_sm3(b"demo-key")(ID.encode()) == wanted


@given(st.text(), st.text(max_size=20))
def test_seal_opens_for_its_own_purpose_only(text: str, context: str) -> None:
    sealed = seal(text, context)
    assert unseal(sealed, context) == text
    with pytest.raises(SealBroken):
        unseal(sealed, context + "x")


def test_two_seals_of_one_text_differ_and_its_index_does_not() -> None:
    assert seal(ID, "a") != seal(ID, "a")
    assert ID.encode() not in seal(ID, "a")
    assert blind_index(ID) == blind_index(ID)
    assert len(blind_index(ID)) == 32
    assert blind_index(ID) != blind_index(ID[:-1] + "1")


@given(st.integers(0, 46), st.integers(1, 255))
def test_one_changed_byte_breaks_the_seal(place: int, change: int) -> None:
    sealed = bytearray(seal(ID, "a"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), "a")


def test_another_key_opens_nothing_and_indexes_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, index = seal(ID, "a"), blind_index(ID)
    monkeypatch.setenv(sealing.KEY, "77" * 32)
    with pytest.raises(SealBroken):
        unseal(sealed, "a")
    assert blind_index(ID) != index


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024])
def test_file_is_sealed_and_opened(tmp_path: Path, size: int) -> None:
    clear, sealed, again = tmp_path / "clear", tmp_path / "sealed", tmp_path / "again"
    clear.write_bytes(bytes(n % 251 for n in range(size)))
    seal_file(clear, sealed)
    unseal_file(sealed, again)
    assert again.read_bytes() == clear.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0


def test_file_cut_short_or_shuffled_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    clear, sealed, again = tmp_path / "clear", tmp_path / "sealed", tmp_path / "again"
    clear.write_bytes(bytes(3 * 1024 * 1024))
    seal_file(clear, sealed)
    whole = sealed.read_bytes()
    head, chunk = 24, 1024 * 1024 + 16
    chunks = [whole[head + n * chunk : head + (n + 1) * chunk] for n in range(3)]
    for broken in (
        whole[: head + 2 * chunk],
        whole[:-1],
        whole[:head] + chunks[1] + chunks[0] + chunks[2],
        b"PK" + whole[2:],
    ):
        sealed.write_bytes(broken)
        with pytest.raises(SealBroken):
            unseal_file(sealed, again)
        assert not again.exists()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["clear", "sealed"]


def test_sealed_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    clear, sealed = tmp_path / "clear", tmp_path / "sealed"
    clear.write_bytes(b"x" * (2 * 1024 * 1024 + 5))
    seal_file(clear, sealed)
    assert [len(piece) for piece in unseal_chunks(sealed)] == [1024 * 1024, 1024 * 1024, 5]
