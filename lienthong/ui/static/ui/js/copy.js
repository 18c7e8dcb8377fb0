// A button that takes a code away; shown only where the browser lets it.
function ready(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  document.dispatchEvent(new CustomEvent("ui:say", { detail: { text: button.dataset.copied } }));
});
document.addEventListener("htmx:afterSettle", (event) => ready(event.detail.elt));
document.addEventListener("ui:sheet", (event) => ready(event.detail));
ready(document);
