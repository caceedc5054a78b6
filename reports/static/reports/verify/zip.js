// The files in a zip, by its central directory: stored and deflated entries, enough for what this site gives out.

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 65_535;

export class NotAZip extends Error {}

// Blob → [{ name, read(limit) }]; a name that is there twice is listed twice.
export async function entriesOf(blob) {
  const tail = Math.max(0, blob.size - 22 - LONGEST_COMMENT);
  const end = new DataView(await blob.slice(tail).arrayBuffer());
  let at = end.byteLength - 22;
  while (at >= 0 && end.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new NotAZip();
  const start = end.getUint32(at + 16, true);
  const view = new DataView(await blob.slice(start, start + end.getUint32(at + 12, true)).arrayBuffer());
  const found = [];
  let place = 0;
  for (let left = end.getUint16(at + 10, true); left > 0; left -= 1) {
    if (place + 46 > view.byteLength || view.getUint32(place, true) !== ENTRY) throw new NotAZip();
    const [named, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(place + offset, true));
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, place + 46, named));
    const method = view.getUint16(place + 10, true);
    const [packed, offset] = [20, 42].map((field) => view.getUint32(place + field, true));
    found.push({ name, read: (limit) => contentOf(blob, { method, packed, offset }, limit) });
    place += 46 + named + extra + comment;
  }
  // Other programs do not count: an entry more than the end of the zip tells would be unpacked, but not checked.
  if (place !== view.byteLength) throw new NotAZip();
  return found;
}

async function contentOf(blob, { method, packed, offset }, limit) {
  const head = new DataView(await blob.slice(offset, offset + 30).arrayBuffer());
  if (head.byteLength < 30 || head.getUint32(0, true) !== LOCAL) throw new NotAZip();
  const start = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const content = blob.slice(start, start + packed);
  if (method === 0) return new Uint8Array(await content.slice(0, limit + 1).arrayBuffer());
  if (method !== 8) throw new NotAZip();
  return upTo(content.stream().pipeThrough(new DecompressionStream("deflate-raw")), limit);
}

// At most one chunk more than `limit` bytes: enough to see that there is too much, whatever the archive claims.
async function upTo(stream, limit) {
  const parts = [];
  let size = 0;
  for (const reader = stream.getReader(); size <= limit; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
