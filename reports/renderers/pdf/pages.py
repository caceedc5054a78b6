"""Pages of a PDF as pictures, in a process of its own: the PDF on stdin, a PNG (or the number of pages) on stdout.

`python -I pages.py PAGE WIDTH`: PAGE from 1, WIDTH in pixels. Page 0 asks how many there are. Imports nothing of the
project. Ends with NO_SUCH_PAGE where the PDF is shorter. RGB, eight bits, no interlacing: what every browser draws.
"""

import resource
import struct
import sys
import zlib

NO_SUCH_PAGE = 4
COUNT = 0
MEMORY_BYTES = 2 * 2**30
CPU_SECONDS = 30


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def picture(pdf: bytes, number: int, width: int) -> bytes | None:
    import pypdfium2  # noqa: PLC0415 - the limits must hold before the reader is loaded

    document = pypdfium2.PdfDocument(pdf)
    if number == COUNT:
        return str(len(document)).encode("ascii")
    if not 1 <= number <= len(document):
        return None
    page = document[number - 1]
    bitmap = page.render(scale=width / page.get_width(), rev_byteorder=True)
    rows = bytes(bitmap.buffer)
    return png(rows, bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)


def png(rows: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    """A PNG of rows of RGB or RGBA, each `stride` bytes after the one before."""
    lines = b"".join(b"\0" + rows[y * stride : y * stride + width * channels] for y in range(height))
    colour = {3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> int:
    number, width = map(int, sys.argv[1:])
    pdf = sys.stdin.buffer.read()
    limit()
    drawn = picture(pdf, number, width)
    if drawn is None:
        return NO_SUCH_PAGE
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
