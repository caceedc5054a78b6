// The editor's comfort: rates as they are typed, findings from the server, rows without a reload, a warning before
// unsaved work is left. Without this script the same form works with its buttons.
import { achievementRate, executionRate } from "./rates.js";

const PREVIEW_AFTER_MS = 600;

const form = document.querySelector("[data-editor]");
const summary = form.querySelector("[data-summary]");
const settings = { capped: form.dataset.capped === "true", decimals: Number(form.dataset.decimals) };
let isUnsaved = form.dataset.unsaved === "true";
let timer = 0;
let latest = 0;

// --- rates -----------------------------------------------------------------------------------------------------

const field = (row, name) => form.elements.namedItem(`${row.dataset.at}.${name}`);

function computedRate(row) {
  if ("indicator" in row.dataset) {
    if (field(row, "value_kind").value === "qualitative") return "";
    const direction = field(row, "direction").value || "higher";
    return achievementRate(field(row, "target").value, field(row, "actual").value, { ...settings, direction });
  }
  const amount = (name) => field(row, `${name}_thousands`).value;
  return executionRate(amount("expended"), amount("appropriation"), amount("carryover"), settings);
}

const printedRate = (row) => field(row, "indicator" in row.dataset ? "achievement_printed" : "execution_printed");

// A printed rate that was the computed one follows what is typed; one that somebody wrote stays.
function showRate(row) {
  const rate = computedRate(row);
  const printed = printedRate(row);
  if (row.dataset.followed === "true" && document.activeElement !== printed) printed.value = rate;
  row.querySelector(":scope [data-rate-for]").value = rate || "—";
}

const rateRows = (root) => root.querySelectorAll("[data-indicator], [data-budget]");

function watchRates(root) {
  for (const row of rateRows(root)) {
    const printed = printedRate(row).value;
    row.dataset.followed = String(printed === "" || printed === computedRate(row));
    row.querySelector("[data-rate-for]").value = computedRate(row) || "—";
  }
}

// --- what the server says --------------------------------------------------------------------------------------

function findingLine(finding) {
  const line = document.createElement("p");
  line.className = `finding ${finding.severity}${finding.waived ? " waived" : ""}`;
  const label = document.createElement("strong");
  label.textContent = finding.label;
  const check = document.createElement("span");
  check.className = "check-id";
  check.textContent = finding.check;
  const text = finding.waived ? `${finding.text} (${form.dataset.textWaived})` : `${finding.text} ${finding.remedy}`;
  line.append(label, " ", check, " ", text);
  return line;
}

function showPreview({ rates, errors, findings, summary: text, is_stale: isStale }) {
  for (const slot of form.querySelectorAll("[data-place]")) {
    slot.replaceChildren(...(findings[slot.dataset.place] ?? []).map(findingLine));
  }
  for (const slot of form.querySelectorAll("[data-error-for]")) {
    const found = errors[slot.dataset.errorFor] ?? [];
    slot.textContent = found.join(" ");
    const input = form.elements.namedItem(slot.dataset.errorFor);
    if (input instanceof HTMLElement) input.toggleAttribute("aria-invalid", false);
    if (input instanceof HTMLElement && found.length) input.setAttribute("aria-invalid", "true");
  }
  for (const [place, rate] of Object.entries(rates)) {
    const output = form.querySelector(`[data-rate-for="${CSS.escape(place)}"]`);
    if (output) output.value = rate || "—";
  }
  summary.textContent = text;
  document.querySelector("[data-stale]").hidden = !isStale;
}

async function preview() {
  const asked = (latest += 1);
  summary.textContent = form.dataset.textChecking;
  try {
    const response = await fetch(form.dataset.preview, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(String(response.status));
    const answer = await response.json();
    // An answer to what stood here before the last key press is of no use.
    if (asked === latest) showPreview(answer);
  } catch {
    if (asked === latest) summary.textContent = form.dataset.textUnreachable;
  }
}

function changed() {
  isUnsaved = true;
  latest += 1;
  window.clearTimeout(timer);
  timer = window.setTimeout(preview, PREVIEW_AFTER_MS);
}

// --- rows ------------------------------------------------------------------------------------------------------

const NAMED = ["name", "id", "for", "aria-describedby", "value", "data-at", "data-rows", "data-place",
  "data-error-for", "data-rate-for"];
const slug = (at) => `f-${at.replace(/[^a-z0-9_]+/gu, "-")}`;

// Gives a row another place: every name, id and reference in it that begins with the old place.
function replaceRow(row, place) {
  const old = row.dataset.at;
  const fix = (text, attribute) => {
    if (["id", "for", "aria-describedby"].includes(attribute)) {
      return text.split(" ").map((part) => (part.startsWith(slug(old)) ? slug(place) + part.slice(slug(old).length) : part)).join(" ");
    }
    if (attribute === "value") {
      const [verb, at] = text.split(/:(.*)/su);
      return at?.startsWith(old) ? `${verb}:${place}${at.slice(old.length)}` : text;
    }
    return text.startsWith(old) ? place + text.slice(old.length) : text;
  };
  const visit = (root) => {
    const all = root instanceof Element ? [root, ...root.querySelectorAll("*")] : root.querySelectorAll("*");
    for (const element of all) {
      for (const attribute of NAMED) {
        // What somebody typed is a value too; only commands are.
        if (attribute === "value" && element.localName !== "button") continue;
        const text = element.getAttribute(attribute);
        if (text !== null) element.setAttribute(attribute, fix(text, attribute));
      }
      if (element instanceof HTMLTemplateElement) visit(element.content);
    }
  };
  visit(row);
}

function renumber(rows) {
  const list = rows.querySelector(":scope > .row-list");
  [...list.children].forEach((row, number) => {
    const place = `${rows.dataset.rows}[${number}]`;
    if (row.dataset.at !== place) replaceRow(row, place);
    const noun = row.getAttribute("aria-label").replace(/\s*\d*$/u, "");
    row.setAttribute("aria-label", `${noun} ${number + 1}`);
    for (const shown of row.querySelectorAll("[data-number]")) {
      if (shown.closest("[data-at]") === row) shown.textContent = String(number + 1);
    }
  });
}

function add(rows) {
  const row = rows.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  rows.querySelector(":scope > .row-list").append(row);
  renumber(rows);
  watchRates(rows);
  row.querySelector("input:not([type=hidden]), textarea")?.focus();
  return form.dataset.textAdded;
}

function remove(rows, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(rows);
  const target = next?.querySelector("input:not([type=hidden]), textarea") ?? rows.querySelector(":scope > .buttons button");
  target.focus();
  return form.dataset.textRemoved;
}

function move(rows, row, button, isUp) {
  const other = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return "";
  if (isUp) other.before(row);
  else other.after(row);
  renumber(rows);
  button.focus();
  return form.dataset.textMoved;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=rows]");
  if (!button) return;
  event.preventDefault();
  const [verb] = button.value.split(":");
  const rows = button.closest("[data-rows]");
  const row = button.closest("[data-at]");
  const said = verb === "add" ? add(rows) : verb === "remove" ? remove(rows, row) : move(rows, row, button, verb === "up");
  changed();
  if (said) summary.textContent = said;
});

// --- typing and leaving ----------------------------------------------------------------------------------------

form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-indicator], [data-budget]");
  if (row) {
    const printed = printedRate(row);
    if (event.target === printed) row.dataset.followed = String(printed.value === "" || printed.value === computedRate(row));
    showRate(row);
  }
  changed();
});
form.addEventListener("submit", () => {
  isUnsaved = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isUnsaved) event.preventDefault();
});

watchRates(form);
