// Before anything is drawn: the chosen colours, else the computer's, so that the page does not flash.
document.documentElement.dataset.theme =
  localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
