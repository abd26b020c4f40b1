// Theme and row height of this browser. In cookies, so that the server draws the next page right and nothing flashes.
const YEAR = 31536000;

export function listenForDisplay() {
  show();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice], [data-density-choice]");
    if (!button) return;
    if ("themeChoice" in button.dataset) keep("theme", button.dataset.themeChoice);
    else keep("density", button.dataset.densityChoice);
    show();
  });
}

function keep(name, value) {
  const root = document.documentElement;
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; SameSite=Lax; Max-Age=${value ? YEAR : 0}${secure}`;
}

function show() {
  const { theme = "", density = "" } = document.documentElement.dataset;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
  for (const button of document.querySelectorAll("[data-density-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.densityChoice === density));
  }
}
