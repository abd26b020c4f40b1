// A page with <input type="file" data-drop>: a file dropped anywhere on it, or pasted, becomes its file; pasted text goes
// into <textarea data-paste>.
import { announce } from "./toasts.js";

export function listenForDrops() {
  const input = document.querySelector("input[type=file][data-drop]");
  if (!input) return;
  const area = input.closest("[data-drop-area]") ?? input;
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    area.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) area.classList.remove("is-over"); // it has left the window
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    area.classList.remove("is-over");
    take(input, event.dataTransfer.files[0]);
  });
  document.addEventListener("paste", (event) => {
    if (event.target.closest?.("input:not([type=file]), textarea")) return;
    const text = event.clipboardData.getData("text/plain");
    const box = document.querySelector("textarea[data-paste]");
    if (event.clipboardData.files[0]) take(input, event.clipboardData.files[0]);
    else if (box && text.trim()) {
      event.preventDefault();
      box.value = text;
      box.focus();
    }
  });
}

function take(input, file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  announce(`${file.name} chosen`);
}
