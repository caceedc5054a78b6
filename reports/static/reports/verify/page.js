// The page /verify/: takes a zip, a folder or files by choosing or dropping, and shows what check.js finds.
import { manifestOf, verify } from "./check.js";

const form = document.querySelector("[data-verify]");
const verdict = form.querySelector("[data-verdict]");
const list = form.querySelector("[data-lines]");
const text = (code) => form.querySelector(`[data-code="${code}"]`).textContent;
const SIGNS = { "+": "sign_right", "!": "sign_note", "-": "sign_wrong" };
const EXPLAINED = { proven: ["proves", "cannot"], not_proven: ["cannot"], refused: [] };

function showVerdict(code, ...more) {
  verdict.className = `verdict ${code}`;
  verdict.replaceChildren(...[code, ...more].map((each) => paragraph(text(each))));
}

function paragraph(words) {
  const element = document.createElement("p");
  element.textContent = words;
  return element;
}

function line({ sign, code, detail }) {
  const element = document.createElement("li");
  element.className = SIGNS[sign];
  const mark = document.createElement("strong");
  mark.textContent = text(SIGNS[sign]);
  element.append(mark, ` ${text(code)}`);
  if (detail) {
    const what = document.createElement("code");
    what.textContent = detail;
    element.append(" ", what);
  }
  return element;
}

// A chosen folder's own name is no part of the names in it.
const nameOf = (file, isFolder) => (isFolder ? file.webkitRelativePath.split("/").slice(1).join("/") : file.name);

const readable = (file, name) => ({
  name,
  read: async (limit) => new Uint8Array(await file.slice(0, limit + 1).arrayBuffer()),
});

async function filesOf(chosen, isFolder) {
  if (chosen.length === 1 && /\.zip$/iu.test(chosen[0].name) && !isFolder) return chosen[0];
  return chosen.map((file) => readable(file, nameOf(file, isFolder)));
}

// The files of dropped folders, each under its path below the dropped folder.
async function droppedFiles(items) {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter(Boolean);
  const isOneFolder = entries.length === 1 && entries[0].isDirectory;
  const found = (await Promise.all(entries.map((entry) => below(entry, isOneFolder ? null : "")))).flat();
  if (found.length === 1 && /\.zip$/iu.test(found[0].name)) return found[0].file;
  return found.map(({ file, name }) => readable(file, name));
}

async function below(entry, path) {
  const name = path === null ? "" : path + entry.name;
  if (entry.isFile) return [{ name, file: await new Promise((done, failed) => entry.file(done, failed)) }];
  const reader = entry.createReader();
  const children = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) break;
    children.push(...some);
  }
  return (await Promise.all(children.map((child) => below(child, name && `${name}/`)))).flat();
}

async function siteKeys() {
  try {
    const answer = await fetch(form.dataset.keys, { cache: "no-cache" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

// What was chosen last, and the newest check of it: an older one that ends later says nothing any more.
let chosen = null;
let newest = 0;

async function check(files) {
  chosen = files;
  newest += 1;
  const own = newest;
  showVerdict("checking");
  list.replaceChildren();
  try {
    const fingerprint = form.elements.namedItem("fingerprint").value;
    const before = Array.from(form.elements.namedItem("previous").files, manifestOf);
    const given = { keys: await siteKeys(), fingerprint, previous: await Promise.all(before) };
    const found = await verify(await files, given);
    if (own !== newest) return;
    showVerdict(found.verdict, ...EXPLAINED[found.verdict]);
    list.replaceChildren(...found.lines.map(line));
  } catch {
    if (own === newest) showVerdict("cannot_open");
  }
}

// A verdict is about all that was given: with another fingerprint, or another edition before, it is found anew.
function checkAgain() {
  if (chosen !== null) check(chosen);
}

if (!window.isSecureContext || !window.crypto?.subtle) {
  showVerdict("browser_too_old");
} else {
  form.querySelector("[data-controls]").hidden = false;
  for (const input of form.querySelectorAll("input[type=file]:not([data-beside])")) {
    input.addEventListener("change", () => {
      const isFolder = "folder" in input.dataset;
      if (input.files.length > 0) check(filesOf(Array.from(input.files), isFolder));
      // The same choice again must be a change again.
      setTimeout(() => { input.value = ""; });
    });
  }
  form.elements.namedItem("fingerprint").addEventListener("input", checkAgain);
  form.elements.namedItem("previous").addEventListener("change", checkAgain);
  form.addEventListener("submit", (event) => event.preventDefault());
  const zone = form.querySelector("[data-drop]");
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    check(droppedFiles(event.dataTransfer.items));
  });
}
