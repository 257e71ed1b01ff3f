// Where one writes: messages and slash commands. Enter sends, Shift+Enter makes a new line.

import { h, icon } from "./dom.js";
import { api } from "./api.js";
import { Completion } from "./completion.js";
import { toast } from "./toasts.js";

/** A composer for a place; `where()` gives {as, channel, thread_ts?, label}. */
export function composer(node, where, commands, refresh) {
  const field = h("textarea", { rows: 1, dir: "auto", class: "composer-field" });
  const list = h("ul", { class: "suggestions", role: "listbox", "aria-label": "Commands", hidden: true });
  const button = h("button", { class: "button primary send", type: "submit", "aria-label": "Send message", title: "Send (Enter)" }, icon("send"));
  const drafts = new Map();
  let place = null;

  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
    button.disabled = !field.value.trim();
  };
  const key = () => JSON.stringify([place.as, place.channel, place.thread_ts]);

  async function send() {
    const text = field.value.trim();
    if (!text) return;
    const { as, channel, thread_ts } = place;
    const mine = key();
    field.value = "";
    drafts.delete(mine);
    completion.hide();
    fit();
    try {
      if (text.startsWith("/")) await api.command({ as, channel, text });
      else await api.message({ as, channel, text, ...(thread_ts ? { thread_ts } : {}) });
    } catch (problem) {
      toast(problem.message);
      if (mine === key() && !field.value) field.value = text; // nothing that was typed is lost
      fit();
    }
    await refresh();
  }

  const form = h("form", { class: "composer", onsubmit: (event) => {
    event.preventDefault();
    send();
  } }, list, field, button);
  const completion = new Completion(field, list, commands);
  field.addEventListener("input", () => {
    drafts.set(key(), field.value);
    fit();
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  });
  node.replaceChildren(form);

  /** Follows the open conversation and keeps a draft for each. */
  return function follow() {
    const next = where();
    node.hidden = !next;
    if (!next) return;
    const before = place && key();
    place = next;
    if (key() === before) return;
    field.value = drafts.get(key()) ?? "";
    field.placeholder = next.label;
    field.setAttribute("aria-label", next.label);
    fit();
  };
}
