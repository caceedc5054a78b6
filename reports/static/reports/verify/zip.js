// The files in a zip of the simplest form, the one this site gives out: headers and contents without a gap, then the
// directory telling the same, without comments, extra fields, encryption and links. jibao_verify.py takes the same.

const [END, HEAD, LOCAL] = [22, 46, 30];
const DEFLATED = 8;
const LINK = 0o12;
const PLAIN_FLAGS = 0x806;

export class NotAZip extends Error {}
// Damaged, or another program may read it differently.
export class Unclear extends Error {}

// Blob → [{ name, read(limit) }]; a name that is there twice is listed twice. Throws NotAZip and Unclear.
export async function entriesOf(blob) {
  if (blob.size < END || textOf(await bytesOf(blob, 0, 2)) !== "PK") throw new NotAZip();
  const end = viewOf(await bytesOf(blob, blob.size - END, END));
  const [count, total, comment] = [8, 10, 20].map((at) => end.getUint16(at, true));
  const [disks, size, start] = [4, 12, 16].map((at) => end.getUint32(at, true));
  const directory = await bytesOf(blob, start, size);
  const found = [];
  let [place, position] = [0, 0];
  for (let number = 0; number < count; number += 1) {
    const entry = await entryAt(blob, directory.subarray(place), position);
    found.push({ name: entry.name, read: (limit) => contentOf(blob, entry, limit) });
    place += HEAD + entry.name.length;
    position = entry.start + entry.packed;
  }
  const isWhole = end.getUint32(0) === 0x504b0506 && disks === 0 && total === count && comment === 0;
  if (!isWhole || place !== size || position !== start || start + size + END !== blob.size) throw new Unclear();
  return found;
}

// The entry that the rest of the directory begins with, if its header stands at `position` and tells the same.
async function entryAt(blob, rest, position) {
  if (rest.length < HEAD) throw new Unclear();
  const head = viewOf(rest);
  const [flags, method, named] = [8, 10, 28].map((at) => head.getUint16(at, true));
  const [packed, size, offset] = [20, 24, 42].map((at) => head.getUint32(at, true));
  const name = rest.subarray(HEAD, HEAD + named);
  const stated = [...LOCAL_MARK, ...rest.subarray(6, 32), ...name];
  const local = await bytesOf(blob, position, LOCAL + named);
  const isSame = stated.length === local.length && stated.every((byte, at) => byte === local[at]);
  const isBare = head.getUint32(0) === 0x504b0102 && rest.subarray(30, 36).every((byte) => byte === 0);
  const isPlain = (flags & ~PLAIN_FLAGS) === 0 && (method === DEFLATED || (method === 0 && packed === size));
  const isName = name.every((byte) => byte > 0 && byte < 128 && byte !== 0x5c);
  if (!(isSame && isBare && isPlain && isName) || offset !== position || rest[41] >> 4 === LINK) {
    throw new Unclear(textOf(name));
  }
  return { name: textOf(name), start: position + LOCAL + named, packed, size, isDeflated: method === DEFLATED };
}

const LOCAL_MARK = [0x50, 0x4b, 3, 4];
const bytesOf = async (blob, start, size) => new Uint8Array(await blob.slice(start, start + size).arrayBuffer());
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset);
const textOf = (bytes) => new TextDecoder().decode(bytes);

async function contentOf(blob, { name, start, packed, size, isDeflated }, limit) {
  const content = blob.slice(start, start + packed);
  const plain = isDeflated ? content.stream().pipeThrough(new DecompressionStream("deflate-raw")) : content.stream();
  let found;
  try {
    found = await upTo(plain, limit);
  } catch {
    throw new Unclear(name);
  }
  if (found.length <= limit && found.length !== size) throw new Unclear(name);
  return found;
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
