// What reports/verifier/jibao_verify.py checks, in the browser: same rules, same codes. Nothing leaves the machine.

const [MANIFEST, SIGNATURE, KEY] = ["manifest.json", "manifest.sig", "key.pem"];
const COMPANIONS = new Set([
  MANIFEST, SIGNATURE, KEY, "jibao-keys.json", "jibao_verify.py", ".DS_Store", "desktop.ini", "Thumbs.db",
]);
const VERSIONS = [1, 2];
const LARGEST_MANIFEST = 50_000_000;
const DOUBTS = ["key_came_along", "key_exposed"];

// files: [{ name, read(limit) → Uint8Array }]; keys: the parsed jibao-keys.json or null; fingerprint: hex or "".
// → { verdict: "proven" | "not_proven" | "refused", lines: [{ sign: "+" | "!" | "-", code, detail }] }
export async function verify(files, { keys = null, fingerprint = "" } = {}) {
  const lines = [];
  const say = (sign) => (code, detail = "") => lines.push({ sign, code, detail: String(detail) });
  const report = { right: say("+"), note: say("!"), wrong: say("-") };
  await checkAll(files, { keys, fingerprint: fingerprint.toLowerCase().replace(/[:\s]/gu, "") }, report);
  const has = (sign, code) => lines.some((line) => line.sign === sign && line.code === code);
  const isProven = has("+", "signature_right") && !DOUBTS.some((code) => has("!", code));
  const verdict = lines.some((line) => line.sign === "-") ? "refused" : isProven ? "proven" : "not_proven";
  return { verdict, lines };
}

async function checkAll(files, given, report) {
  const first = (name) => files.find((file) => file.name === name);
  if (!first(MANIFEST)) return report.wrong("manifest_missing");
  const text = await first(MANIFEST).read(LARGEST_MANIFEST);
  const manifest = parsed(text);
  if (manifest === null) return report.wrong("manifest_unreadable");
  if (!VERSIONS.includes(manifest.manifest_version)) return report.wrong("manifest_version", manifest.manifest_version);
  await checkSignature({ first, text, manifest }, given, report);
  await checkFiles(files, manifest, report);
  if (manifest.previous_manifest_sha256) report.note("previous_unchecked", manifest.previous_manifest_sha256);
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
    return isWhole && Number.isInteger(manifest.edition) && Number.isInteger(manifest.roc_year) ? manifest : null;
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
    if (given.fingerprint) report.wrong("unsigned");
    else report.note("unsigned");
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

function fromList(list, manifest, report) {
  const stated = manifest.signature;
  const entry = list.keys.find((key) => key.key_id === stated.key_id);
  if (!entry) return null;
  const [signed, start, end] = [stated.signed_at, entry.valid_from, entry.retired_at].map((at) => Date.parse(at));
  if (!(signed >= start) || (entry.retired_at && signed > end)) report.wrong("key_dates", stated.signed_at);
  if (entry.agency.code !== manifest.agency.code) report.wrong("key_agency", entry.agency.code);
  if (entry.retired_because === "exposed") report.note("key_exposed", entry.retired_at);
  return entry.public_key_pem;
}

function derOf(pem) {
  const found = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----\r?\n?$/u.exec(pem);
  if (!found) return null;
  try {
    return Uint8Array.from(atob(found[1].replace(/\s/gu, "")), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}

async function checkFiles(files, manifest, report) {
  const listed = counted(manifest.files);
  const there = counted(files);
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const stated of manifest.files) {
    const { name } = stated;
    const file = byName.get(name);
    if (/[/\\]/u.test(name) || COMPANIONS.has(name) || listed.get(name) > 1) report.wrong("name_unsafe", name);
    else if (!file) report.wrong("file_missing", name);
    else if (await isAsStated(file, stated)) report.right("file_right", name);
    else report.wrong("file_changed", name);
  }
  for (const [name, times] of there) {
    if (times > 1 || !(COMPANIONS.has(name) || listed.has(name))) report.wrong("file_extra", name);
  }
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
