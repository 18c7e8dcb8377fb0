// Single keys (WCAG 2.1.4): off by a setting, never while typing, with a modifier, or while Telex/VNI composes.
const TYPING = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable]";
const seen = (node) => node.getClientRects().length > 0;

function step(by) {
  const rows = [...document.querySelectorAll("[data-rows] .row, [data-rows][data-row-links] a[data-row]")].filter(seen);
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row === document.activeElement);
  const open = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const from = here >= 0 ? here : open >= 0 ? open : by > 0 ? -1 : rows.length;
  const row = rows[Math.min(Math.max(from + by, 0), rows.length - 1)];
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function press(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  const node = [...scope.querySelectorAll("[data-key]")].find((one) => one.dataset.key.toLowerCase() === key && !one.disabled && seen(one));
  if (!node) return false;
  if (node.matches("input,textarea,select")) { node.focus(); node.select?.(); } else node.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.keys === "off" || event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return;
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(TYPING)) return;
  const key = event.key.toLowerCase();
  if (key.length !== 1) return;
  const modal = document.querySelector("dialog[open]");
  const done = !modal && (key === "j" || key === "k") ? step(key === "j" ? 1 : -1) : press(key);
  if (done) event.preventDefault();
});

// The sheet of shortcuts also names the keys of the page it was opened on.
document.addEventListener("ui:sheet", (event) => {
  const list = event.detail.querySelector("[data-page-keys-list]");
  if (!list) return;
  const nodes = [...document.querySelectorAll("[data-key]")].filter((node) => seen(node) && !"/?".includes(node.dataset.key) && !event.detail.contains(node));
  list.replaceChildren(...nodes.map((node) => {
    const line = document.createElement("div");
    const key = line.appendChild(document.createElement("dt")).appendChild(document.createElement("kbd"));
    key.textContent = node.dataset.key;
    const words = node.cloneNode(true);
    words.querySelectorAll("kbd").forEach((hint) => hint.remove());
    line.appendChild(document.createElement("dd")).textContent = words.textContent.trim();
    return line;
  }));
  list.parentElement.hidden = !nodes.length;
});
