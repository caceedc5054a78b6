// What reports/verifier/jibao_verify.py checks, in the browser: same rules, same codes. Nothing leaves the machine.
import { entriesOf, Unclear } from "./zip.js";

const [MANIFEST, SIGNATURE, KEY] = ["manifest.json", "manifest.sig", "key.pem"];
const PROOF = new Set([MANIFEST, SIGNATURE, KEY]);
// These may lie there, and prove nothing.
const STRAY = new Set(["jibao-keys.json", "jibao_verify.py", ".DS_Store", "desktop.ini", "Thumbs.db"]);
const VERSIONS = [1, 2, 3];
const LARGEST_MANIFEST = 50_000_000;
const isBeside = (name) => PROOF.has(name) || STRAY.has(name);
const DOUBTS = ["key_came_along", "key_exposed"];

// download: the Blob of a zip, or [{ name, read(limit) → Uint8Array }]; keys: the parsed jibao-keys.json or null;
// fingerprint: hex or ""; previous: the manifests (Uint8Array) of editions before, in any order.
// → { verdict: "proven" | "not_proven" | "refused", lines: [{ sign: "+" | "!" | "-", code, detail }] }
export async function verify(download, { keys = null, fingerprint = "", previous = [] } = {}) {
  const lines = [];
  const say = (sign) => (code, detail = "") => lines.push({ sign, code, detail: String(detail) });
  const report = { right: say("+"), note: say("!"), wrong: say("-") };
  const given = { keys, previous, fingerprint: fingerprint.toLowerCase().replace(/[:\s]/gu, "") };
  try {
    await checkAll(download instanceof Blob ? await entriesOf(download) : download, given, report);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    report.wrong("zip_unclear", error.message);
  }
  const has = (sign, code) => lines.some((line) => line.sign === sign && line.code === code);
  const isProven = has("+", "signature_right") && !DOUBTS.some((code) => has("!", code));
  const verdict = lines.some((line) => line.sign === "-") ? "refused" : isProven ? "proven" : "not_proven";
  return { verdict, lines };
}

// The manifest in a zip or a file of its own; empty when the zip does not have one for certain.
export async function manifestOf(blob) {
  if ((await blob.slice(0, 2).text()) !== "PK") return new Uint8Array(await blob.arrayBuffer());
  try {
    const found = (await entriesOf(blob)).findLast(({ name }) => name === MANIFEST);
    return found ? await found.read(LARGEST_MANIFEST) : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

async function checkAll(files, given, report) {
  const first = (name) => files.find((file) => file.name === name);
  if (!first(MANIFEST)) return report.wrong("manifest_missing");
  const text = await first(MANIFEST).read(LARGEST_MANIFEST);
  const manifest = parsed(text);
  if (manifest === null) return report.wrong("manifest_unreadable");
  if (!VERSIONS.includes(manifest.manifest_version)) return report.wrong("manifest_version", manifest.manifest_version);
  await checkFiles(files, manifest, report);
  await checkChain(manifest, given.previous, report);
  await checkSignature({ first, text, manifest }, given, report);
  return undefined;
}

// The manifest, if it is written in the one way in which it can be: keys sorted, no blanks, none twice.
function parsed(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const manifest = JSON.parse(text);
    if (canonical(manifest) !== text || !Array.isArray(manifest.files)) return null;
    const isListed = (file) =>
      typeof file?.name === "string" && Number.isInteger(file.size) && typeof file.sha256 === "string";
    const isWhole = manifest.files.every(isListed) && typeof manifest.agency === "object" && manifest.agency !== null;
    const numbers = [manifest.manifest_version, manifest.edition, manifest.roc_year];
    return isWhole && numbers.every(Number.isInteger) ? manifest : null;
  } catch {
    return null;
  }
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const member = (name) => `${JSON.stringify(name)}:${canonical(value[name])}`;
  return `{${Object.keys(value).sort().map(member).join(",")}}`;
}

async function checkSignature(edition, given, report) {
  const stated = edition.manifest.signature ?? null;
  if (stated === null) {
    // Who had a key signed: without a signature it was taken away.
    report[given.fingerprint || hadKey(given.keys, edition.manifest) ? "wrong" : "note"]("unsigned");
    for (const name of [SIGNATURE, KEY]) if (edition.first(name)) report.wrong("signature_unasked", name);
  } else if (stated.algorithm !== "Ed25519") {
    report.wrong("algorithm");
  } else if (!edition.first(SIGNATURE)) {
    report.wrong("signature_missing");
  } else {
    const der = await keyOf(edition, given, report);
    if (der) await checkBytes(edition, der, stated, report);
  }
}

async function checkBytes(edition, der, stated, report) {
  let key;
  try {
    key = await crypto.subtle.importKey("spki", der, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    report[error.name === "NotSupportedError" ? "note" : "wrong"](
      error.name === "NotSupportedError" ? "browser_too_old" : "key_unreadable",
    );
    return;
  }
  const signature = await edition.first(SIGNATURE).read(64);
  const isRight = await crypto.subtle.verify({ name: "Ed25519" }, key, signature, edition.text);
  if (isRight) report.right("signature_right", stated.key_id);
  else report.wrong("signature_wrong");
}

// The key that the manifest names: from this site's list, else from the file that came along.
async function keyOf(edition, given, report) {
  const { key_id: wanted } = edition.manifest.signature;
  const along = edition.first(KEY) ? new TextDecoder().decode(await edition.first(KEY).read(10_000)) : null;
  const own = given.keys === null ? null : fromList(given.keys, edition.manifest, report);
  const found = [];
  for (const pem of [own, along].filter((each) => each !== null)) {
    const der = derOf(pem);
    const seen = der && (await sha256(der));
    if (!seen) report.wrong("key_unreadable");
    else if (seen.slice(0, 16) !== wanted) report.wrong("key_other", seen.slice(0, 16));
    else found.push({ der, seen });
  }
  if (found.length === 0) {
    report.wrong("key_missing", wanted);
    return null;
  }
  report.note("fingerprint", found[0].seen);
  if (given.fingerprint && given.fingerprint !== found[0].seen) report.wrong("fingerprint_other", given.fingerprint);
  else if (own === null && !given.fingerprint) report.note("key_came_along");
  return found[0].der;
}

// Whether the list has a key that the agency held when it published, as the manifest dates that.
function hadKey(list, manifest) {
  try {
    const held = list.keys.filter((key) => key.agency.code === manifest.agency.code);
    const at = Date.parse(manifest.published_at);
    return held.some((key) => moment(key.valid_from) <= at && (!key.retired_at || at < moment(key.retired_at)));
  } catch {
    return false;
  }
}

function fromList(list, manifest, report) {
  const stated = manifest.signature;
  try {
    const entry = list.keys.find((key) => key.key_id === stated.key_id);
    if (!entry) return null;
    const [signed, start, end] = [stated.signed_at, entry.valid_from, entry.retired_at ?? stated.signed_at].map(moment);
    if (signed < start || signed > end) report.wrong("key_dates", stated.signed_at);
    if (entry.agency.code !== manifest.agency.code) report.wrong("key_agency", entry.agency.code);
    if (entry.retired_because === "exposed") report.note("key_exposed", entry.retired_at);
    return entry.public_key_pem;
  } catch {
    report.wrong("key_unreadable", "jibao-keys.json");
    return null;
  }
}

function moment(written) {
  const at = Date.parse(written);
  if (Number.isNaN(at)) throw new TypeError(written);
  return at;
}

// The key's bytes, if it is an Ed25519 key written in the one way in which openssl writes it (RFC 8410).
function derOf(pem) {
  const found = /^-----BEGIN PUBLIC KEY-----\n(MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=)\n-----END PUBLIC KEY-----\n$/u.exec(pem);
  if (!found || btoa(atob(found[1])) !== found[1]) return null;
  return Uint8Array.from(atob(found[1]), (letter) => letter.charCodeAt(0));
}

async function checkFiles(files, manifest, report) {
  const listed = counted(manifest.files);
  const there = counted(files);
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const stated of manifest.files) {
    const { name } = stated;
    const file = byName.get(name);
    if (/[/\\]/u.test(name) || isBeside(name) || listed.get(name) > 1) report.wrong("name_unsafe", name);
    else if (!file) report.wrong("file_missing", name);
    else if (await isAsStated(file, stated)) report.right("file_right", name);
    else report.wrong("file_changed", name);
  }
  for (const [name, times] of there) {
    if (times > 1 || !(isBeside(name) || listed.has(name))) report.wrong("file_extra", name);
    else if (STRAY.has(name)) report.note("file_stray", name);
  }
}

// Each manifest names the one before it; whatever order they are given in, the newest is looked at first.
async function checkChain(newest, previous, report) {
  let manifest = newest;
  const read = previous.map((bytes) => ({ bytes, before: parsed(bytes) ?? { edition: 0 } }));
  for (const { bytes, before } of read.sort((one, other) => other.before.edition - one.before.edition)) {
    const isNamed = (await sha256(bytes)) === manifest.previous_manifest_sha256 && before.edition < manifest.edition;
    const isOfReport = canonical(before.agency ?? null) === canonical(manifest.agency);
    if (!isNamed || !isOfReport || before.roc_year !== manifest.roc_year) {
      report.wrong("previous_other", before.edition || "");
      return;
    }
    report.right("previous_right", before.edition);
    manifest = before;
  }
  if (manifest.previous_manifest_sha256) report.note("previous_unchecked", manifest.previous_manifest_sha256);
  else report.note("previous_none", manifest.edition);
}

function counted(named) {
  const times = new Map();
  for (const { name } of named) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}

async function isAsStated(file, stated) {
  try {
    const content = await file.read(Math.max(stated.size, 0));
    return content.length === stated.size && (await sha256(content)) === stated.sha256;
  } catch {
    return false;
  }
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
