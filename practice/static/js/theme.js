// Light and dark: the computer's choice until a person chooses.

import { h, icon, replace } from "./dom.js";

const stored = () => localStorage.getItem("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const current = () => stored() ?? (system.matches ? "dark" : "light");

export function themeButton() {
  const button = h("button", { class: "bare", type: "button", id: "theme" });
  const show = () => {
    const dark = current() === "dark";
    document.documentElement.dataset.theme = current();
    replace(button, icon(dark ? "sun" : "moon"));
    button.setAttribute("aria-label", dark ? "Use light colours" : "Use dark colours");
    button.title = button.getAttribute("aria-label");
  };
  button.addEventListener("click", () => {
    localStorage.setItem("theme", current() === "dark" ? "light" : "dark");
    show();
  });
  system.addEventListener("change", show);
  show();
  return button;
}
