// A few ways in which Slack may misbehave, to watch what the bot does about it.

import { h } from "./dom.js";
import { api } from "./api.js";
import { toast } from "./toasts.js";

const FAULTS = [
  ["Slack is down", { kind: "server_error_before", status: 503 }],
  ["Slack asks to slow down", { kind: "rate_limited", retry_after: 5, times: 3 }],
  ["Answers get lost", { kind: "drop_after", times: 1 }],
];

export function faultControls(refresh) {
  const say = h("p", { class: "hint", role: "status" });
  const ask = async (work, text) => {
    try {
      await work();
      say.textContent = text;
    } catch (problem) {
      toast(problem.message);
    }
    await refresh();
  };
  return h(
    "details",
    { class: "panel-part" },
    h("summary", {}, "Make Slack misbehave"),
    h(
      "div",
      { class: "steps" },
      FAULTS.map(([label, fault]) =>
        h("button", { class: "button", type: "button", onclick: () => ask(() => api.faults(fault), `Now: ${label.toLowerCase()}.`) }, label)),
      h("button", { class: "button", type: "button", onclick: () => ask(api.behave, "Slack behaves again.") }, "Behave again"),
    ),
    say,
  );
}
