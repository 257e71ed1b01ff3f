// Short notices at the top of the page: refusals, and what Slack would say when an app fails.

import { h, icon } from "./dom.js";

const shown = new Set();

export function toast(text, kind = "error") {
  const place = document.getElementById("toasts");
  if ([...place.children].some((one) => one.textContent === text)) return;
  const node = h("div", { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" }, h("span", { dir: "auto" }, text));
  const remove = () => node.remove();
  node.append(h("button", { class: "bare", type: "button", "aria-label": "Dismiss notice", onclick: remove }, icon("close")));
  place.append(node);
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover?.(); // above an open modal
  setTimeout(remove, 9000);
}

/** Shows the server's notices that were not shown yet; on the first look, old ones stay silent. */
export function follow(list, silent) {
  for (const one of list ?? []) {
    const key = one.id ?? JSON.stringify(one);
    if (shown.has(key)) continue;
    shown.add(key);
    if (!silent) toast(one.text ?? one.message ?? String(one));
  }
}
