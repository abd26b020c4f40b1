// Toasts: what was done, with Undo. Good news leaves by itself, and waits while somebody reads or uses it; bad news stays.
const SHORT = 6000;
const WITH_ACTIONS = 12000;
const STAYS = new Set(["error", "warning"]);

export function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  // Screen readers speak a change, so it must come after the region is known.
  setTimeout(() => { live.textContent = text; }, 100);
}

export function showError(text) {
  const toast = document.getElementById("toast-for-script").content.firstElementChild.cloneNode(true);
  toast.querySelector(".toast__text").textContent = text;
  toast.dataset.fromScript = "";
  const region = document.getElementById("toasts");
  region.querySelector("[data-from-script]")?.remove(); // a part that asks for itself would add one each second
  region.append(toast);
}

export function announceArrivals() {
  const region = document.getElementById("toasts");
  if (!region) return;
  region.addEventListener("click", (event) => {
    const close = event.target.closest("[data-toast-close]");
    if (!close) return;
    event.preventDefault();
    close.closest("[data-toast]").remove();
  });
  region.querySelectorAll("[data-toast]").forEach(arrive);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node.nodeType === Node.ELEMENT_NODE && node.matches("[data-toast]")) arrive(node);
    }
  }).observe(region, { childList: true });
}

function arrive(toast) {
  const level = toast.dataset.toast;
  if (level !== "error") announce(toast.querySelector(".toast__text").textContent); // an error is role=alert already
  if (STAYS.has(level)) return;
  const patience = toast.querySelector("form, a:not([data-toast-close])") ? WITH_ACTIONS : SHORT;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), patience); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", start);
  start();
}
