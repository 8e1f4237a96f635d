"""Content encodings undone, within bounds: a small answer must not unfold into a huge page.

Pure. Knows gzip, deflate (both readings of it), br and zstd, also stacked. Refuses encodings it does
not know, bodies that are not what they claim to be, broken-off ones, and any that exceed the limit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

#: What we say we take, in the request.
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
#: Encodings that servers name although nothing was encoded.
_NOTHING = frozenset(("", "identity", "none", "utf-8", "binary"))
_MOST_LAYERS = 3
#: Larger windows than the one of the web's zstd are refused: they cost memory, not bytes.
_ZSTD_WINDOW = 8 * 1024 * 1024


class UndecodableError(ValueError):
    """The body cannot be had from its encoding; the message says why."""


class TooLargeError(UndecodableError):
    """It would unfold beyond the limit."""


def decode(body: bytes, encodings: str, limit: int) -> bytes:
    """The body without its content encodings (the header's value), at most `limit` bytes of it."""
    names = [name.strip().lower() for name in encodings.split(",")]
    layers = [name for name in names if name not in _NOTHING]
    if len(layers) > _MOST_LAYERS:
        raise UndecodableError(f"encoded {len(layers)} times over")
    for name in reversed(layers):
        undo = _DECODERS.get(name)
        if undo is None:
            raise UndecodableError(f"the encoding `{name[:40]}` is not known")
        body = undo(body, limit) if body else body
    return body


def gunzip(body: bytes, limit: int) -> bytes:
    """All members of a gzip file, at most `limit` bytes."""
    unfolded: list[bytes] = []
    size = 0
    while body:
        reader = zlib.decompressobj(wbits=31)
        try:
            piece = reader.decompress(body, limit + 1 - size)
        except zlib.error as error:
            # Some servers append padding after a whole member.
            if unfolded:
                break
            raise UndecodableError(f"the body is no gzip ({error})") from None
        size += len(piece)
        if size > limit:
            raise TooLargeError(f"unfolds to more than {limit:,} bytes")
        if not reader.eof:
            raise UndecodableError("the compressed body breaks off")
        unfolded.append(piece)
        body = reader.unused_data
    return b"".join(unfolded)


def _inflate(body: bytes, limit: int) -> bytes:
    """`deflate` with its zlib header, as it should be, or bare, as some servers send it."""
    for wbits in (15, -15):
        reader = zlib.decompressobj(wbits=wbits)
        try:
            plain = reader.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(plain) > limit:
            raise TooLargeError(f"unfolds to more than {limit:,} bytes")
        if not reader.eof:
            raise UndecodableError("the compressed body breaks off")
        return plain
    raise UndecodableError("the body is no deflate stream")


def _unbrotli(body: bytes, limit: int) -> bytes:
    reader = brotli.Decompressor()
    pieces: list[bytes] = []
    size = 0
    rest = body
    try:
        while not reader.is_finished():
            piece = reader.process(rest, output_buffer_limit=limit + 1 - size)
            rest = b""
            size += len(piece)
            pieces.append(piece)
            if size > limit:
                raise TooLargeError(f"unfolds to more than {limit:,} bytes")
            if not piece and not reader.is_finished():
                raise UndecodableError("the compressed body breaks off")
    except brotli.error:
        raise UndecodableError("the body is no brotli stream") from None
    return b"".join(pieces)


def _unzstd(body: bytes, limit: int) -> bytes:
    reader = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with reader.stream_reader(body, read_across_frames=True) as stream:
            plain = stream.read(limit + 1)
        if len(plain) > limit:
            raise TooLargeError(f"unfolds to more than {limit:,} bytes")
        _demand_whole_frames(reader, body)
    except zstandard.ZstdError as error:
        raise UndecodableError(f"the body is no zstd stream ({error})") from None
    return plain


def _demand_whole_frames(reader: zstandard.ZstdDecompressor, body: bytes) -> None:
    """The bounded reader above is silent about a stream that breaks off; this one is not bounded."""
    while body:
        frame = reader.decompressobj()
        frame.decompress(body)
        if not frame.eof:
            raise UndecodableError("the compressed body breaks off")
        body = frame.unused_data


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
