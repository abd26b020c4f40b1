// A page with <input type="file" data-drop>: a file dropped anywhere on it, or cells pasted from a spreadsheet, become its file.
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
    const file = event.clipboardData.files[0] ?? (text.includes("\t") || text.includes("\n") ? new File([text], "Pasted.tsv") : null);
    if (file) take(input, file);
  });
}

function take(input, file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  announce(`${file.name} chosen`);
}
