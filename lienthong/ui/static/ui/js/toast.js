// Toasts are put in anew so that they are read aloud, and leave after ten seconds; never from under
// a pointer.
const SECONDS = 10;
const home = document.getElementById("toasts");

function live(toast) {
  if (toast.dataset.live) return;
  toast.dataset.live = "1";
  const closer = toast.querySelector("[data-close]");
  if (closer) {
    closer.hidden = false;
    closer.addEventListener("click", () => toast.remove());
  }
  let left = SECONDS;
  const clock = setInterval(() => {
    if (!toast.isConnected) return clearInterval(clock);
    if (toast.matches(":hover,:focus-within") || document.hidden) return;
    left -= 1;
    if (left <= 0) {
      clearInterval(clock);
      toast.remove();
    }
  }, 1000);
}

function say(text, tone = "") {
  const toast = document.createElement("div");
  toast.className = `toast ${tone}`;
  toast.textContent = text;
  home.append(toast);
  live(toast);
}

if (home) {
  home.querySelectorAll("[data-toast]").forEach((toast) => {
    live(toast);
    setTimeout(() => toast.isConnected && home.append(toast), 300);
  });
  new MutationObserver(() => home.querySelectorAll("[data-toast]").forEach(live)).observe(home, {
    childList: true,
  });
  document.addEventListener("ui:say", (event) => say(event.detail.text, event.detail.tone));
}

// A button that takes a code away; shown only where the browser lets it.
function ready(root) {
  if (!navigator.clipboard) return;
  root.querySelectorAll("[data-copy][hidden]").forEach((button) => {
    button.hidden = false;
  });
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
