// The stack of modals of the current person. Only the top one is drawn; the others wait below it.

import { h, icon, replace } from "./dom.js";
import { api, Refused } from "./api.js";
import { blocks } from "./blocks.js";
import { restore, values } from "./controls.js";
import { plain } from "./mrkdwn.js";
import { toast } from "./toasts.js";

const dialog = () => document.getElementById("modal");
let shown = null; // {id, version} of the view on the screen
let opener = null; // what had the focus before

/** Brings the dialog in line with the stack; the last view is the top one. */
export function follow(views, ctx) {
  const box = dialog();
  const view = views?.at(-1);
  if (!view) {
    if (box.open) box.close();
    shown = null;
    return;
  }
  const version = JSON.stringify([view.blocks, view.title, view.submit, view.close, view.hash]);
  if (shown?.id === view.id && shown.version === version && box.open) return;
  const same = shown?.id === view.id && box.open;
  const kept = same ? values(box) : {};
  const scrolled = same ? box.querySelector(".modal-body").scrollTop : 0;
  shown = { id: view.id, version };
  if (!box.open) opener = document.activeElement;
  draw(box, view, views.length, ctx);
  restore(box, kept);
  const fresh = !box.open;
  if (fresh) box.showModal(); // which would leave the focus on the cross
  if (fresh || !box.contains(document.activeElement) || document.activeElement === box) focusFirst(box);
  box.querySelector(".modal-body").scrollTop = scrolled;
}

function focusFirst(box) {
  const first = box.querySelector("[data-first]") ?? box.querySelector(".modal-body .control, .modal-body button") ?? box.querySelector("footer button");
  const inside = first?.classList.contains("picks") ? first.querySelector("input:checked, input") : first;
  (inside ?? box).focus();
}

function draw(box, view, depth, ctx) {
  const here = ctx.in({ view });
  const close = () => dismiss(view, ctx);
  const closeAll = () => dismiss(view, ctx, true); // as in Slack, the cross closes the whole stack
  const form = h(
    "form",
    { novalidate: true, onsubmit: (event) => submit(event, view, ctx) },
    h(
      "header",
      {},
      depth > 1 ? h("button", { class: "bare", type: "button", "aria-label": "Back", onclick: close }, icon("back")) : null,
      h("h2", { id: "modal-title" }, plain(view.title)),
      h("button", { class: "bare", type: "button", "aria-label": "Close dialog", onclick: closeAll }, icon("close")),
    ),
    h("div", { class: "modal-body" }, blocks(view.blocks, here)),
    h(
      "footer",
      {},
      h("button", { class: "button", type: "button", onclick: close }, view.close ? plain(view.close) : "Cancel"),
      view.submit ? h("button", { class: "button primary", type: "submit" }, plain(view.submit)) : null,
    ),
  );
  replace(box, form);
  box.setAttribute("aria-labelledby", "modal-title");
  box.oncancel = (event) => {
    event.preventDefault(); // the server takes the view away; then the dialog closes
    close();
  };
  if (view.errors) show(box, view.errors);
}

async function dismiss(view, ctx, clear = false) {
  try {
    await api.close({ as: ctx.me.id, view_id: view.id, clear });
  } catch (problem) {
    toast(problem.message);
  }
  await ctx.refresh();
  if (!dialog().open) opener?.isConnected && opener.focus();
}

/** Marks the fields with their errors and goes to the first. */
function show(box, errors) {
  let first = null;
  for (const field of box.querySelectorAll("[data-field]")) {
    const text = errors[field.dataset.field] ?? "";
    const node = field.querySelector(".control");
    field.querySelector(".error").textContent = text;
    field.classList.toggle("wrong", Boolean(text));
    if (text) node.setAttribute("aria-invalid", "true");
    else node.removeAttribute("aria-invalid");
    if (text && !first) first = node;
  }
  (first?.classList.contains("picks") ? first.querySelector("input") : first)?.focus();
}

/** What the client itself refuses before it asks the app, in Slack's words. */
function missing(box) {
  const errors = {};
  for (const field of box.querySelectorAll("[data-field]")) {
    const node = field.querySelector(".control");
    const value = node.slackValue();
    const empty = value === null || value === "" || (Array.isArray(value) && !value.length);
    if (empty && field.dataset.optional === "no") errors[field.dataset.field] = "Please complete this required field.";
    else if (!empty && node.checkValidity && !node.checkValidity()) errors[field.dataset.field] = node.validationMessage;
  }
  return errors;
}

async function submit(event, view, ctx) {
  event.preventDefault();
  const box = dialog();
  const button = box.querySelector("footer [type=submit]");
  const wrong = missing(box);
  show(box, wrong);
  if (Object.keys(wrong).length || !button || button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await api.submit({ as: ctx.me.id, view_id: view.id, values: values(box) });
    if (answer.errors) show(box, answer.errors);
  } catch (problem) {
    if (problem instanceof Refused && problem.answer.errors) show(box, problem.answer.errors);
    else toast(problem.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
  await ctx.refresh();
  if (!box.open && opener?.isConnected) opener.focus();
}
