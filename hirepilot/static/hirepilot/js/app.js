// Everything works without this file; with it, the product is quicker to use. Plain modules, no build step.
import { announce, announceArrivals, showError } from "./toasts.js";
import { listenForKeys } from "./keys.js";
import { listenForTicks } from "./table.js";
import { listenForPalette } from "./palette.js";
import { listenForDisplay } from "./theme.js";
import { listenForDrops } from "./drop.js";

announceArrivals();
listenForKeys();
listenForTicks();
listenForPalette();
listenForDisplay();
listenForDrops();

// <button data-copy="text">: the server has drawn the button, the browser does the copying.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    announce("Copied");
  } catch {
    showError("The browser did not allow copying.");
  }
});

// [data-peek-close] in #peek: an empty one is not there.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-peek-close]")) document.getElementById("peek").replaceChildren();
});

// <select data-browser-zone>: where nobody has chosen yet, propose the zone that this browser is in.
for (const zones of document.querySelectorAll("form:not(:has(.fault)) select[data-browser-zone]")) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === here)) zones.value = here;
}

// An answer that htmx may not show: say so, with the reference that the log has too.
document.addEventListener("htmx:responseError", (event) => {
  const reference = event.detail.xhr.getResponseHeader("X-Request-ID");
  const happened = event.detail.xhr.status === 403 ? "Your role cannot do this." : "That did not work; nothing was changed.";
  showError(reference ? `${happened} Reference ${reference}` : happened);
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => showError("HirePilot did not answer. Check the connection and try again."));
}
