// The confirmation dialog of an element ("Are you sure?").

import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

/** Asks; true when the person agreed. */
export function confirm(object) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "modal confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      h(
        "form",
        { method: "dialog" },
        h("h2", { id: "confirm-title" }, plain(object.title)),
        h("p", { id: "confirm-text" }, plain(object.text)),
        h(
          "footer",
          {},
          h("button", { class: "button", value: "no" }, plain(object.deny) || "Cancel"),
          h("button", { class: `button ${object.style === "danger" ? "danger" : "primary"}`, value: "yes" }, plain(object.confirm) || "Yes"),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
