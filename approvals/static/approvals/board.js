// Follows the files of an edition while workers make them; reloads once the edition is public.
const EVERY_MS = 3000;

const box = document.querySelector("[data-progress]");

function show(file) {
  const item = box.querySelector(`[data-file="${file.id}"]`);
  if (!item) return;
  const status = item.querySelector("[data-file-status]");
  status.textContent = file.label;
  status.className = `status ${file.status}`;
  item.querySelector("[data-file-error]").textContent = file.status === "failed" ? file.error : "";
}

async function follow() {
  try {
    const response = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { files, released } = await response.json();
    files.forEach(show);
    box.querySelector("progress").value = files.filter((file) => file.status === "ready").length;
    if (released) {
      window.location.reload();
      return;
    }
    if (files.every((file) => file.status === "ready" || file.status === "failed")) return;
  } catch {
    // The server was away for a moment: ask again.
  }
  window.setTimeout(follow, EVERY_MS);
}

if (box) window.setTimeout(follow, EVERY_MS);
