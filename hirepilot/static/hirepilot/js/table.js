// Ticking rows. [data-ticks] holds the table and its bulk bar:
// [data-tick-all] in the head, [data-row] a row and [data-tick] its checkbox, [data-bulk] the bar, [data-bulk-count] its number,
// [data-bulk-all] the offer to take all that match: a checkbox with data-count; [data-bulk-clear] the way out;
// [data-needs="id"] on a button of the bar: the field to fill in first, so that no tick is lost on the way to the server.
import { announce } from "./toasts.js";

let last = null;

export function listenForTicks() {
  document.querySelectorAll("[data-ticks]").forEach(show);
  document.addEventListener("change", (event) => {
    const area = event.target.closest("[data-ticks]");
    if (!area) return;
    if (event.target.matches("[data-tick-all]")) {
      ticks(area).forEach((tick) => { tick.checked = event.target.checked; });
    } else if (event.target.matches("[data-tick]")) {
      last = event.target;
    } else if (!event.target.matches("[data-bulk-all] input")) {
      return;
    }
    show(area);
    announce(`${counted(area)} selected`);
  });
  document.addEventListener("click", (event) => {
    const area = event.target.closest("[data-ticks]");
    if (!area) return;
    const button = event.target.closest("[data-needs]");
    if (button) askFor(document.getElementById(button.dataset.needs), event);
    else if (event.target.closest("[data-bulk-clear]")) clear(area);
    else if (event.shiftKey && event.target.matches("[data-tick]")) tickTo(event.target);
  });
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-ticks]").forEach(show));
}

function askFor(field, event) {
  if (field.matches("select") ? field.selectedIndex > 0 : field.value.trim()) return;
  event.preventDefault();
  field.setCustomValidity("Choose this first.");
  field.reportValidity();
  field.setCustomValidity("");
}

// From the row ticked last to this one, all as the last one is.
export function tickTo(tick) {
  const area = tick.closest("[data-ticks]");
  const all = ticks(area);
  const from = all.indexOf(last);
  const to = all.indexOf(tick);
  if (from < 0) tick.checked = true;
  else all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => { one.checked = last.checked; });
  last = tick;
  tick.dispatchEvent(new Event("change", { bubbles: true }));
}

export function clear(area) {
  ticks(area).forEach((tick) => { tick.checked = false; });
  show(area);
  announce("Nothing selected");
}

function ticks(area) {
  return [...area.querySelectorAll("[data-tick]")];
}

function counted(area) {
  const everything = area.querySelector("[data-bulk-all] input");
  if (everything?.checked) return everything.dataset.count;
  return ticks(area).filter((tick) => tick.checked).length.toLocaleString("en");
}

function show(area) {
  const all = ticks(area);
  const ticked = all.filter((tick) => tick.checked).length;
  for (const tick of all) {
    const row = tick.closest("[data-row]");
    if (tick.checked) row.setAttribute("aria-selected", "true");
    else row.removeAttribute("aria-selected");
  }
  const head = area.querySelector("[data-tick-all]");
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  const offer = area.querySelector("[data-bulk-all]");
  if (offer) {
    offer.hidden = ticked === 0 || ticked < all.length;
    if (offer.hidden) offer.querySelector("input").checked = false;
  }
  const bar = area.querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = ticked === 0;
  bar.querySelector("[data-bulk-count]").textContent = `${counted(area)} selected`;
}
