// Ctrl+K: what this page can do, where the rail leads, and what the server finds. Marks may be left out.
const box = document.getElementById("palette");
const field = box?.querySelector("input");
const list = box?.querySelector("[role=listbox]");
const count = box?.querySelector("[data-count]");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "d").toLowerCase();
const words = (node) => {
  const copy = node.cloneNode(true);
  copy.querySelectorAll("kbd,em").forEach((one) => one.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
};
let here = [], shown = [], at = 0, round = 0, timer = 0;

function gather() {
  const seen = (node) => node.getClientRects().length > 0 && !box.contains(node);
  const acts = [...document.querySelectorAll("[data-key]:not(input)")].filter(seen)
    .map((node) => ({ label: words(node), hint: node.dataset.key, run: () => node.click() }));
  const links = [...document.querySelectorAll(".side a, .tabs a")]
    .filter((node) => node.hash !== "#noi-dung")
    .map((node) => ({ label: words(node), hint: "", run: () => location.assign(node.href) }));
  here = [...acts, ...links];
}

function draw(items) {
  shown = items.slice(0, 30);
  at = 0;
  list.replaceChildren(...shown.map((item, i) => {
    const line = document.createElement("li");
    line.id = `palette-${i}`;
    line.setAttribute("role", "option");
    line.append(item.label);
    if (item.hint) line.appendChild(document.createElement("small")).textContent = item.hint;
    line.addEventListener("click", () => choose(i));
    return line;
  }));
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
  const found = here.filter((item) => wanted.split(/\s+/).every((word) => fold(item.label).includes(word)));
  draw(found);
  const mine = ++round;
  if (!wanted || !box.dataset.src) return;
  const answer = await fetch(`${box.dataset.src}?q=${encodeURIComponent(field.value.trim())}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || mine !== round) return;
  const { items } = await answer.json();
  const more = items.filter((item) => new URL(item.url, location.href).origin === location.origin)
    .map((item) => ({ ...item, run: () => location.assign(item.url) }));
  const before = at;
  draw([...found, ...more]);
  mark(before);
}

if (box) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k" || event.isComposing) return;
    event.preventDefault();
    if (box.open) return box.close();
    const back = document.activeElement;
    gather();
    field.value = "";
    draw(here);
    box.showModal();
    box.addEventListener("close", () => back?.isConnected && back.focus?.(), { once: true });
  });
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look().catch(() => {}), 120); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) { event.preventDefault(); mark(at + by); }
    if (event.key === "Enter") { event.preventDefault(); choose(at); }
  });
}
