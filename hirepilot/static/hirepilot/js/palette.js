// Ctrl/Cmd-K, and / where a page has no search field: pages of the rail at once, leads from the server while typing.
const PAUSE = 150;

export function openPalette() {
  const palette = document.getElementById("palette");
  if (!palette || palette.open) return false;
  palette.showModal();
  palette.querySelector("input").select();
  filter(palette);
  return true;
}

export function listenForPalette() {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  let timer;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && openPalette()) event.preventDefault();
  });
  input.addEventListener("input", () => {
    filter(palette);
    clearTimeout(timer);
    timer = setTimeout(() => findLeads(palette, input.value.trim()), PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const options = shown(palette);
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") select(palette, options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") select(palette, options.at(at - 1));
    else if (event.key === "Enter" && options[at]) go(options[at], event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
  palette.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option, event.ctrlKey || event.metaKey);
    else if (event.target === palette) palette.close();
  });
}

function shown(palette) {
  return [...palette.querySelectorAll("[role=option]")].filter((option) => !option.hidden);
}

function filter(palette) {
  const words = palette.querySelector("input").value.trim().toLowerCase();
  const places = palette.querySelector("[data-palette-places]");
  for (const option of places.querySelectorAll("[role=option]")) {
    option.hidden = !option.textContent.toLowerCase().includes(words);
  }
  places.hidden = !places.querySelector("[role=option]:not([hidden])");
  select(palette, shown(palette)[0]);
}

async function findLeads(palette, words) {
  const group = palette.querySelector("[data-palette-leads]");
  const label = group.querySelector(".label");
  if (!palette.dataset.leadsUrl || !words) {
    group.hidden = true;
    group.replaceChildren(label);
    return;
  }
  const answer = await fetch(`${palette.dataset.leadsUrl}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected || palette.querySelector("input").value.trim() !== words) return; // signed out meanwhile, or a later word has overtaken this one
  group.innerHTML = await answer.text(); // drawn and escaped by our own server
  group.prepend(label);
  group.hidden = !group.querySelector("[role=option]");
  select(palette, shown(palette)[0]);
}

function select(palette, option) {
  palette.querySelectorAll("[role=option]").forEach((one, place) => {
    one.id = `palette-${place}`;
    one.setAttribute("aria-selected", String(one === option));
  });
  palette.querySelector("input").setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function go(option, inNewTab) {
  if (inNewTab) window.open(option.dataset.url, "_blank", "noopener");
  else location.assign(option.dataset.url);
}
