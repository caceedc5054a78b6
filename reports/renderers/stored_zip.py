"""A zip whose entries are stored as they are, so that its size and all offsets are known before a byte is read.

The bytes are those that Python's zipfile writes for the same entries. Smaller than 4 GiB, as the plain format asks.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

_LOCAL = struct.Struct("<4s2B4HL2L2H")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _UNIX, _UTF8 = 20, 3, 0x800
_MODE = 0o644 << 16
"""-rw-r--r--"""


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    size: int
    crc32: int = 0


def size_of(entries: Sequence[Entry]) -> int:
    """Bytes of the whole zip."""
    headers = sum(_LOCAL.size + _CENTRAL.size + 2 * len(entry.name.encode()) for entry in entries)
    return headers + sum(entry.size for entry in entries) + _END.size


def frame(entries: Sequence[Entry], *, moment: datetime) -> tuple[list[bytes], bytes]:
    """What stands before each entry's bytes, and what stands after the last one's. Every entry bears this moment."""
    heads, central, offset = [], [], 0
    for entry in entries:
        shared = _shared(entry, moment)
        heads.append(_LOCAL.pack(b"PK\3\4", _VERSION, 0, *shared, 0) + entry.name.encode())
        central.append(
            _CENTRAL.pack(b"PK\1\2", _VERSION, _UNIX, _VERSION, 0, *shared, 0, 0, 0, 0, _MODE, offset)
            + entry.name.encode()
        )
        offset += len(heads[-1]) + entry.size
    directory = b"".join(central)
    end = _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), offset, 0)
    return heads, directory + end


def _shared(entry: Entry, moment: datetime) -> tuple[int, ...]:
    """Flags, method (0: stored), time, date, CRC-32, both sizes, length of the name."""
    name = entry.name.encode()
    flags = 0 if entry.name.isascii() else _UTF8
    clock = moment.hour << 11 | moment.minute << 5 | moment.second // 2
    day = moment.year - 1980 << 9 | moment.month << 5 | moment.day
    return (flags, 0, clock, day, entry.crc32, entry.size, entry.size, len(name))
