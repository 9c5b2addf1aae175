"""Frames that nobody should send."""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass

from tests.torture.wire import BINARY, CLOSE, PING, frame

FIN, RESERVED = 0x80, 0x40
CONTINUATION, UNKNOWN = 0, 3
WHOLE_MESSAGE = '{"type":"message","client_id":"aaaaaaaaaaaa","body":%s}'


@dataclass(frozen=True)
class Kind:
    """A kind of malformed frame, and whether it breaks the protocol, so that the connection must end."""

    name: str
    data: Callable[[], bytes]
    is_cut: bool = False


def _text(words: str) -> Callable[[], bytes]:
    return lambda: frame(words.encode())


KINDS = (
    Kind("unknown opcode", lambda: frame(b"x", UNKNOWN), True),
    Kind("bad JSON", _text('{"type":"message",')),
    Kind("no mask", lambda: frame(b'{"type":"sync","after":0}', is_masked=False), True),
    Kind("deep JSON", _text("[" * 8000)),
    Kind("too large", lambda: frame(b"x" * 20_000), True),
    Kind("huge number", _text('{"type":"sync","after":%s}' % ("9" * 6000))),
    Kind("a ping in pieces", lambda: frame(b"x", PING, head=0), True),
    Kind("infinite number", _text('{"type":"seen","seq":1e999}')),
    Kind("a ping of 200 bytes", lambda: frame(b"x" * 200, PING), True),
    Kind("NULs", _text(WHOLE_MESSAGE % json.dumps("\0" * 50))),
    Kind("not UTF-8", lambda: frame(b"\xff\xfe\xc3"), True),
    Kind("half a surrogate", _text(WHOLE_MESSAGE % '"\\ud800 \\udfff"')),
    Kind("reserved bit", lambda: frame(b"x", head=FIN | RESERVED), True),
    Kind("wrong types", _text('{"type":"message","client_id":{"a":[1]},"body":[{}],"reply_to":"x","thread":-1e30}')),
    Kind("negative length", lambda: frame(b"", length=b"\x7f" + struct.pack("!q", -1)), True),
    Kind("unknown type", _text('{"type":"__class__"}')),
    Kind("continuation of nothing", lambda: frame(b"x", CONTINUATION), True),
    Kind("no object", _text('"type"')),
    Kind("a close of one byte", lambda: frame(b"x", CLOSE), True),
    Kind("bytes", lambda: frame(b"\x00\x01", BINARY)),
    Kind("nothing", lambda: frame(b"")),
    Kind("type is a list", _text('{"type":["message"],"seq":{}}')),
)
