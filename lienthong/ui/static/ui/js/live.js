// Unknown to htmx: nobody looks, a row opens beside the list, the line is cut.
const LOST = "Mất kết nối với máy chủ. Những gì đã nhập còn trên trang; thử lại sau ít phút.";
let lost = false;

// Tabs begin at the open one.
for (const tab of document.querySelectorAll(".tabs [aria-current]"))
  tab.closest(".tabs").scrollLeft = tab.offsetLeft;

document.addEventListener("htmx:beforeRequest", (event) => {
  const trigger = event.detail.elt.getAttribute("hx-trigger") ?? "";
  if (document.hidden && trigger.includes("every")) event.preventDefault();
});
document.addEventListener("htmx:sendError", () => {
  if (!lost)
    document.dispatchEvent(new CustomEvent("ui:say", { detail: { text: LOST, tone: "bad" } }));
  lost = true;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) lost = false;
});
// A refused or broken answer is a whole page: go there instead of leaving the reader with nothing.
document.addEventListener("htmx:responseError", (event) => {
  const { elt, xhr } = event.detail;
  const polled = (elt.getAttribute("hx-trigger") ?? "").includes("every");
  if (!polled && elt instanceof HTMLAnchorElement) location.assign(xhr.responseURL || elt.href);
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.requestConfig?.elt;
  if (!row?.matches?.("[data-rows] .row")) return;
  for (const other of document.querySelectorAll("[data-rows] .row[aria-current]"))
    other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.classList.remove("unread");
});
document.addEventListener("htmx:afterSettle", (event) => {
  const doc = event.detail.elt;
  if (doc.id !== "doc") return;
  doc.closest(".panes")?.classList.add("has-doc");
  scrollTo(0, 0);
  // Reading goes on in what was opened; J and K know the row.
  doc.querySelector(".body")?.focus({ preventScroll: true });
});
