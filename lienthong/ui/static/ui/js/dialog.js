// Dialogs, sheets and menus. A link with data-open or data-sheet is an ordinary link without
// script.
const at = (event, selector) =>
  event.target instanceof Element ? event.target.closest(selector) : null;
const plain = (event) =>
  !event.defaultPrevented &&
  event.button === 0 &&
  !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

function show(dialog, opener) {
  if (dialog.open) return;
  dialog.showModal();
  dialog.addEventListener("close", () => opener?.isConnected && opener.focus(), { once: true });
}

async function sheet(link) {
  const answer = await fetch(link.href, { headers: { "X-Sheet": "1" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const body = page.querySelector("[data-sheet-body]") ?? page.querySelector("main");
  const box = document.getElementById("sheet");
  if (!answer.ok || answer.redirected || !body || !box) return location.assign(link.href);
  const title = body.querySelector("h1");
  if (title) box.setAttribute("aria-label", title.textContent.trim());
  box.querySelector("[data-sheet-into]").replaceChildren(document.adoptNode(body));
  window.htmx?.process(body);
  document.dispatchEvent(new CustomEvent("ui:sheet", { detail: body }));
  show(box, link);
}

document.addEventListener("click", (event) => {
  if (!plain(event)) return;
  const opener = at(event, "[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (dialog) {
      event.preventDefault();
      show(dialog, opener);
    }
    return;
  }
  const link = at(event, "a[data-sheet]");
  if (link) {
    event.preventDefault();
    sheet(link).catch(() => location.assign(link.href));
    return;
  }
  const closer = at(event, "dialog [data-close]");
  if (closer) closer.closest("dialog").close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = at(event, "details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
