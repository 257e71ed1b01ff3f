// The practice panel: surveys, mail, time, faults.

import { h, replace } from "./dom.js";
import { api } from "./api.js";
import { surveyForm } from "./panel-survey.js";
import { toast } from "./toasts.js";

const STEPS = [
  ["+15 min", { minutes: 15 }],
  ["+1 h", { hours: 1 }],
  ["+4 h", { hours: 4 }],
  ["+1 day", { hours: 24 }],
  ["Monday morning", { to: "monday" }],
];

function timeControls(refresh) {
  const forward = async (event, step) => {
    const button = event.currentTarget;
    button.setAttribute("aria-busy", "true");
    try {
      await api.forward(step);
    } catch (problem) {
      toast(problem.message);
    }
    button.removeAttribute("aria-busy");
    await refresh();
  };
  return h(
    "section",
    { class: "panel-part", "aria-labelledby": "panel-time" },
    h("h3", { id: "panel-time" }, "Fast-forward"),
    h("p", { class: "hint" }, "Reminders and deadlines follow this clock."),
    h("div", { class: "steps" }, STEPS.map(([label, step]) => h("button", { class: "button", type: "button", onclick: (event) => forward(event, step) }, label))),
  );
}

/** Builds the panel once; `offers` is the answer of GET /practice/providers. */
export function panel(node, offers, refresh, faults, mail) {
  replace(
    node,
    h("div", { class: "panel-part" }, surveyForm(offers, refresh)),
    mail ?? null,
    timeControls(refresh),
    faults ?? null,
  );
}
