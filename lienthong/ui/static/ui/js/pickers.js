// The recipient picker: filter without marks, count, and the whole group at once.
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "d")
    .toLowerCase();

function count(picker) {
  const line = picker.querySelector("[data-picker-count]");
  let all = 0;
  for (const group of picker.querySelectorAll("details")) {
    const boxes = [...group.querySelectorAll(".opts input")];
    const n = boxes.filter((box) => box.checked).length;
    const whole = group.querySelector("[data-picker-all]");
    if (whole) whole.indeterminate = !whole.checked && n > 0 && n < boxes.length;
    group.querySelector("[data-picker-group]").textContent = n
      ? `${n}/${boxes.length}`
      : boxes.length;
    all += n;
  }
  line.textContent = line.dataset.words.replace("{n}", all).replace("{total}", line.dataset.total);
}

function filter(picker, text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  for (const group of picker.querySelectorAll("details")) {
    let left = 0;
    for (const line of group.querySelectorAll("[data-search]")) {
      const hit = words.every((word) => fold(line.dataset.search).includes(word));
      line.hidden = !hit;
      left += hit;
    }
    group.hidden = words.length > 0 && !left;
    if (words.length && left) group.open = true;
  }
}

function start(picker) {
  if (picker.dataset.live) return;
  picker.dataset.live = "1";
  const find = picker.querySelector("[data-picker-find]");
  find.hidden = false;
  const field = find.querySelector("input");
  field.addEventListener("input", () => filter(picker, field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
  picker.addEventListener("change", (event) => {
    const box = event.target;
    const group = box.closest("details");
    if (!group) return;
    if (box.matches("[data-picker-all]"))
      group.querySelectorAll(".opts input").forEach((one) => {
        one.checked = box.checked;
      });
    else {
      const whole = group.querySelector("[data-picker-all]");
      if (whole)
        whole.checked = [...group.querySelectorAll(".opts input")].every((one) => one.checked);
    }
    count(picker);
  });
  picker
    .querySelectorAll("[data-picker-all]:checked")
    .forEach((box) => box.dispatchEvent(new Event("change", { bubbles: true })));
  count(picker);
}

const wake = () => document.querySelectorAll("[data-picker]").forEach(start);
document.addEventListener("htmx:afterSettle", wake);
document.addEventListener("ui:sheet", wake);
wake();
