// Keys that work everywhere on the page.

/** Alt+Up and Alt+Down walk through the conversations; Escape leaves the thread. */
export function keyboard({ step, escape }) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !event.defaultPrevented) escape();
  });
}
