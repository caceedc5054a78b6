"""Zips that one program may read differently than another, written byte by byte (APPNOTE.TXT 6.3)."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

LOCAL, CENTRAL, END = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"
UNICODE_PATH, ZIP64 = 0x7075, 0x0001


@dataclass(frozen=True)
class Part:
    """A file in a zip; `local` and `central` are what its header and the directory say otherwise than the truth."""

    name: bytes
    content: bytes
    method: int = 0
    data: bytes | None = None
    """As it lies in the zip; None for the content packed by the method."""
    extra: bytes = b""
    local: Mapping[str, int | bytes] = field(default_factory=dict)
    central: Mapping[str, int | bytes] = field(default_factory=dict)

    def packed(self) -> bytes:
        if self.data is not None:
            return self.data
        if self.method == 0:
            return self.content
        packer = zlib.compressobj(wbits=-15)
        return packer.compress(self.content) + packer.flush()

    def stated(self, other: Mapping[str, int | bytes]) -> dict[str, int | bytes]:
        truth = {"flags": 0, "method": self.method, "crc": zlib.crc32(self.content), "packed": len(self.packed()),
                 "size": len(self.content), "name": self.name, "attributes": 0o100644 << 16, "shift": 0}  # fmt: skip
        return truth | dict(other)


def local_header(part: Part) -> bytes:
    say = part.stated(part.local)
    fixed = (b"PK\3\4", 20, say["flags"], say["method"], 0, 33, say["crc"], say["packed"], say["size"])
    return struct.pack(LOCAL, *fixed, len(say["name"]), len(part.extra)) + say["name"] + part.extra + part.packed()


def directory_entry(part: Part, offset: int) -> bytes:
    say = part.stated(part.central)
    fixed = (b"PK\1\2", 3 << 8 | 20, 20, say["flags"], say["method"], 0, 33, say["crc"], say["packed"], say["size"])
    lengths = (len(say["name"]), len(part.extra), 0, 0, 0, say["attributes"], offset + say["shift"])
    return struct.pack(CENTRAL, *fixed, *lengths) + say["name"] + part.extra


def written(
    parts: list[Part], *, hidden: tuple[Part, ...] = (), doubled: tuple[int, ...] = (), turned: bool = False,
    counts: tuple[int, int] = (0, 0), before: bytes = b"", comment: bytes = b"", after: bytes = b"",
) -> bytes:  # fmt: skip
    """A zip of the parts. `hidden` have no directory entry, those at `doubled` have two, `turned` lists them backwards,
    `counts` is added to both numbers of entries."""
    body, listed = before, []
    for part in parts:
        listed.append(directory_entry(part, len(body)))
        body += local_header(part)
    body += b"".join(map(local_header, hidden))
    listed += [listed[place] for place in doubled]
    directory = b"".join(reversed(listed) if turned else listed)
    totals = [len(listed) + more for more in counts]
    end = struct.pack(END, b"PK\5\6", 0, 0, *totals, len(directory), len(body), len(comment))
    return body + directory + end + comment + after


def odd_zips(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """(what is odd, zip) for the same files in every case."""
    parts = [Part(name.encode(), content) for name, content in files.items()]
    plain = written(parts)
    evil = Part(b"evil.pdf", b"evil")
    yield "a name twice", written([*parts, replace(parts[0], content=b"evil")])
    yield "an entry listed twice", written(parts, doubled=(0,))
    yield "an entry that is not listed", written(parts, hidden=(evil,))
    yield "another file of a listed name", written(parts, hidden=(replace(parts[0], content=b"evil"),))
    yield "a directory in another order", written(parts, turned=True)
    yield "fewer entries counted", written(parts, counts=(-1, -1))
    yield "more entries counted", written(parts, counts=(1, 1))
    yield "two different counts", written(parts, counts=(0, 1))
    yield "something before it", written(parts, before=b"PK\n")
    yield "an archive before it", written([evil]) + plain
    yield "an archive after it", plain + written([evil])
    yield "a comment", written(parts, comment=b"Hello")
    yield "an archive in its comment", written(parts, comment=written([evil]))
    yield "something after it", written(parts, after=b"\n")
    yield "its end cut off", plain[:-30]
    yield "its end gone", plain[:-1]
    for what, first in _odd_parts(parts[0]):
        yield what, written([first, *parts[1:]])
    for what, name in [("a zero", b"more.txt\0.pdf"), ("a backslash", b"..\\more.txt"), ("Big5", "績".encode("big5")),
                       ("a folder above", b"../more.txt"), ("the root", b"/more.txt"), ("nothing", b"")]:  # fmt: skip
        yield f"a name with {what}", written([*parts, replace(evil, name=name)])


def _odd_parts(part: Part) -> Iterator[tuple[str, Part]]:
    """The first file told in odd ways."""
    wrong = {"name": b"DEMO-115.pdf"}
    deflated = replace(part, method=8)
    longer = Part(part.name, part.content + b"more", method=8).packed()
    yield "another name in its header", replace(part, local=wrong)
    yield "another name in the directory", replace(part, central=wrong)
    yield "another size in its header", replace(part, local={"size": 1})
    yield "another packed size in its header", replace(part, local={"packed": 1})
    yield "another checksum in its header", replace(part, local={"crc": 1})
    yield "another method in its header", replace(part, local={"method": 8})
    yield "another place in the directory", replace(part, central={"shift": 1})
    yield "a link", replace(part, central={"attributes": 0o120777 << 16})
    for what, both in [("encrypted", {"flags": 1}), ("sizes that follow", {"flags": 8}), ("masked", {"flags": 1 << 13}),
                       ("an unknown method", {"method": 99}), ("stored in another size", {"size": 1})]:  # fmt: skip
        yield what, replace(part, local=both, central=both)
    yield "a second name in an extra field", replace(part, extra=_extra(UNICODE_PATH, b"\1\0\0\0\0evil.pdf"))
    yield "sizes in an extra field", replace(part, extra=_extra(ZIP64, bytes(16)))
    yield "unpacking to more than it says", replace(deflated, data=longer)
    yield "unpacking to less than it says", replace(deflated, data=Part(part.name, b"less", method=8).packed())
    yield "bytes behind the packed ones", replace(deflated, data=deflated.packed() + b"evil")
    yield "packed bytes cut off", replace(deflated, data=deflated.packed()[:-3])
    yield "packed bytes that are none", replace(deflated, data=b"\xff" * 8)


def _extra(kind: int, content: bytes) -> bytes:
    return struct.pack("<2H", kind, len(content)) + content
