// One table of keys: it drives them and the ? dialog shows it. Single keys are silent while somebody types and can be switched off.
import { openPalette } from "./palette.js";
import { clear, tickTo } from "./table.js";

const PATIENCE = 1200; // milliseconds between g and the next key
const OFF = "single-keys-off";

const KEYS = [
  { keys: ["j"], does: "Next row or lead", run: () => step(1) },
  { keys: ["k"], does: "Previous row or lead", run: () => step(-1) },
  { keys: ["x"], does: "Tick the row", run: () => press(currentRow()?.querySelector("[data-tick]")) },
  { keys: ["Shift", "x"], press: "X", does: "Tick all rows since the last ticked one", run: () => tickUpToHere() },
  { keys: ["Enter"], does: "Open the row", run: openRow, onlyUnfocused: true },
  { keys: ["o"], does: "Peek at the row", run: () => press(currentRow()?.querySelector("[data-peek]")) },
  { keys: ["e"], does: "Edit the lead", run: () => press(document.querySelector("[data-edit]")) },
  { keys: ["t"], does: "Tag the lead, or the ticked ones", run: () => type("bulk-tags", "new-tags") },
  { keys: ["a"], does: "Assign the lead, or the ticked ones", run: () => type("bulk-owner", "owner") },
  { keys: ["/"], does: "Find", run: find },
  { keys: ["Ctrl", "k"], does: "Find a lead or a page", run: null },
  { keys: ["Esc"], press: "Escape", does: "Close the peek, or untick all", run: leave },
  { keys: ["?"], does: "Show these keys", run: showKeys },
];

let waitingForPlace = 0;

export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key !== "Escape" && event.key !== "Enter" && localStorage.getItem(OFF)) return;
    if (Date.now() - waitingForPlace < PATIENCE) {
      waitingForPlace = 0;
      if (goTo(event.key)) event.preventDefault();
    } else if (event.key === "g") {
      waitingForPlace = Date.now();
    } else {
      const row = KEYS.find((one) => one.run && (one.press ?? one.keys[0]) === event.key);
      if (row?.onlyUnfocused && event.target !== document.body) return; // Enter belongs to what has the focus
      if (row && row.run() !== false) event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) showKeys();
    if (event.target.closest("[data-find]") && find() !== false) event.preventDefault();
  });
}

function isTyping(target) {
  const quiet = "[type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file]";
  return target.matches("textarea, select, [contenteditable]") || (target.matches("input") && !target.matches(quiet));
}

function press(element) {
  element?.click();
  return Boolean(element);
}

function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

function currentRow() {
  return document.querySelector("[data-row][aria-current]");
}

function step(by) {
  const all = rows();
  if (!all.length) return press(document.querySelector(by > 0 ? "[data-next]" : "[data-previous]"));
  const at = all.indexOf(currentRow());
  const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  all[at]?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.querySelector("a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (document.querySelector("[data-peek-close]")) press(row.querySelector("[data-peek]"));
}

function openRow() {
  return press(currentRow()?.querySelector("a"));
}

function tickUpToHere() {
  const tick = currentRow()?.querySelector("[data-tick]");
  return tick ? tickTo(tick) : false;
}

function find() {
  const field = document.getElementById("find");
  if (!field) return openPalette();
  field.focus();
  field.select?.();
}

// To the first of these fields that can be seen: the bar for ticked rows is there when one is ticked.
function type(...ids) {
  const field = ids.map((id) => document.getElementById(id)).find((one) => one?.offsetParent);
  field?.focus();
  return Boolean(field);
}

function goTo(key) {
  return press(document.querySelector(`[data-go="${CSS.escape(key)}"]`));
}

function leave() {
  if (document.activeElement?.closest(".tipped")) return document.activeElement.blur();
  if (press(document.querySelector("[data-peek-close]"))) return true;
  const area = document.querySelector("[data-ticks]:has([data-tick]:checked)");
  return area ? clear(area) : false;
}

function showKeys() {
  const places = [...document.querySelectorAll("[data-go]")].map((link) => ({ keys: ["g", link.dataset.go], does: `Go to ${link.title}` }));
  const dialog = document.getElementById("keys");
  const list = dialog?.querySelector("dl");
  if (!list) return false;
  list.replaceChildren(...[...KEYS, ...places].map(line));
  const off = dialog.querySelector("[data-keys-off]");
  off.checked = !localStorage.getItem(OFF);
  off.onchange = () => (off.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  dialog.showModal();
}

function line({ keys, does }) {
  const [row, term, value] = ["div", "dt", "dd"].map((name) => document.createElement(name));
  term.textContent = does;
  value.append(...keys.map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  row.append(term, value);
  return row;
}
