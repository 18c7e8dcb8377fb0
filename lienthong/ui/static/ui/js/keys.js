// Two ways to work without a mouse, one list of things to do: single keys, and the palette behind
// Ctrl+K. Single keys (WCAG 2.1.4) are off by a setting, never while typing, with a modifier, or
// while Telex/VNI composes.
const TYPING =
  "input:not([type=checkbox],[type=radio],[type=button],[type=submit])," +
  "textarea,select,[contenteditable]";
const box = document.getElementById("palette");
const seen = (node) => node.getClientRects().length > 0 && !box?.contains(node);
const words = (node) => {
  const copy = (node.labels?.[0] ?? node).cloneNode(true); // a field is named by its label
  copy.querySelectorAll("kbd,em").forEach((one) => one.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
};

function step(by) {
  const rows = [...document.querySelectorAll("[data-rows] :is(.row,[data-row])")].filter(seen);
  if (!rows.length) return false;
  const here = rows.indexOf(document.activeElement);
  const open = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const from = here >= 0 ? here : open >= 0 ? open : by > 0 ? -1 : rows.length;
  const row = rows[Math.min(Math.max(from + by, 0), rows.length - 1)];
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

// X ticks the row one stands on; where it has no box, X is any other key.
function tick(key) {
  const line = key === "x" && document.activeElement?.closest("[data-rows] li");
  const tickbox = line && line.querySelector("input[type=checkbox]");
  if (!tickbox) return false;
  tickbox.click();
  return true;
}

function press(key) {
  const scope = document.querySelector("dialog[open]") ?? document;
  const node = [...scope.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key.toLowerCase() === key && !one.disabled && seen(one),
  );
  if (!node) return false;
  if (node.matches("input,textarea,select")) {
    node.focus();
    node.select?.();
  } else node.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (
    document.documentElement.dataset.keys === "off" ||
    event.defaultPrevented ||
    (event.repeat && !"jk".includes(event.key))
  )
    return;
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey)
    return;
  if (event.target instanceof Element && event.target.closest(TYPING)) return;
  const key = event.key.toLowerCase();
  if (key.length !== 1) return;
  const modal = document.querySelector("dialog[open]");
  const done =
    !modal && (key === "j" || key === "k")
      ? step(key === "j" ? 1 : -1)
      : (!modal && tick(key)) || press(key);
  if (done) event.preventDefault();
});

// The sheet of shortcuts also names the keys of the page it was opened on.
document.addEventListener("ui:sheet", (event) => {
  const list = event.detail.querySelector("[data-page-keys-list]");
  if (!list) return;
  const nodes = [...document.querySelectorAll("[data-key]")].filter(
    (node) => seen(node) && !"/?".includes(node.dataset.key) && !event.detail.contains(node),
  );
  list.replaceChildren(
    ...nodes.map((node) => {
      const line = document.createElement("div");
      const key = line
        .appendChild(document.createElement("dt"))
        .appendChild(document.createElement("kbd"));
      key.textContent = node.dataset.key;
      line.appendChild(document.createElement("dd")).textContent = words(node);
      return line;
    }),
  );
  list.parentElement.hidden = !nodes.length;
});

// The palette: what this page can do, where the rail leads, and what the server finds. Marks may be
// left out.
const field = box?.querySelector("input");
const list = box?.querySelector("[role=listbox]");
const count = box?.querySelector("[data-count]");
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "d")
    .toLowerCase();
let here = [],
  shown = [],
  at = 0,
  round = 0,
  timer = 0;

function gather() {
  const acts = [...document.querySelectorAll("[data-key]:not(input)")]
    .filter(seen)
    .map((node) => ({ label: words(node), hint: node.dataset.key, run: () => node.click() }));
  const links = [...document.querySelectorAll(".side a, .tabs a")]
    .filter((node) => node.hash !== "#noi-dung")
    .map((node) => ({ label: words(node), hint: "", run: () => location.assign(node.href) }));
  here = [...acts, ...links];
}

function draw(items) {
  shown = items.slice(0, 30);
  at = 0;
  list.replaceChildren(
    ...shown.map((item, i) => {
      const line = document.createElement("li");
      line.id = `palette-${i}`;
      line.setAttribute("role", "option");
      line.append(item.label);
      if (item.hint) line.appendChild(document.createElement("small")).textContent = item.hint;
      line.addEventListener("click", () => choose(i));
      return line;
    }),
  );
  count.textContent = count.dataset.words.replace("{n}", shown.length);
  mark(0);
}

function mark(to) {
  if (!shown.length) return field.removeAttribute("aria-activedescendant");
  at = (to + shown.length) % shown.length;
  [...list.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === at)));
  field.setAttribute("aria-activedescendant", `palette-${at}`);
  list.children[at].scrollIntoView({ block: "nearest" });
}

function choose(i) {
  const item = shown[i];
  if (!item) return;
  box.close();
  item.run();
}

async function look() {
  const wanted = fold(field.value.trim());
  const found = here.filter((item) =>
    wanted.split(/\s+/).every((word) => fold(item.label).includes(word)),
  );
  draw(found);
  const mine = ++round;
  if (!wanted || !box.dataset.src) return;
  const answer = await fetch(`${box.dataset.src}?q=${encodeURIComponent(field.value.trim())}`, {
    headers: { Accept: "application/json" },
  });
  if (!answer.ok || mine !== round) return;
  const { items } = await answer.json();
  const more = items
    .filter((item) => new URL(item.url, location.href).origin === location.origin)
    .map((item) => ({ ...item, run: () => location.assign(item.url) }));
  const before = at;
  draw([...found, ...more]);
  mark(before);
}

if (box) {
  document.addEventListener("keydown", (event) => {
    if (
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      event.shiftKey ||
      event.key.toLowerCase() !== "k" ||
      event.isComposing
    )
      return;
    event.preventDefault();
    if (box.open) return box.close();
    const back = document.activeElement;
    gather();
    field.value = "";
    draw(here);
    box.showModal();
    box.addEventListener("close", () => back?.isConnected && back.focus?.(), { once: true });
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      mark(at + by);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    }
  });
}
