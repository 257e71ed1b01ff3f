// Buttons, overflow menus and images: the elements that act at once.

import { freshId, h, icon } from "./dom.js";
import { control, isControl } from "./controls.js";
import { confirm } from "./confirm.js";
import { plain } from "./mrkdwn.js";

/** Runs an action with the node marked as busy; a refusal is shown by the caller's `act`. */
async function busy(node, el, work) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (el.confirm && !(await confirm(el.confirm))) return;
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.removeAttribute("aria-busy");
  }
}

function button(el, block, ctx) {
  const label = plain(el.text);
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${el.style ?? ""}`,
      "aria-label": el.accessibility_label,
      dataset: { key: `${block.block_id}/${el.action_id}` },
      onclick: () => {
        if (el.url && /^(https?|mailto|tel):/i.test(el.url)) window.open(el.url, "_blank", "noopener");
        busy(node, el, () => ctx.act({ block, el, value: el.value }));
      },
    },
    label,
  );
  return node;
}

function closeMenu(menu, opener) {
  menu.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

function overflow(el, block, ctx) {
  const id = freshId("menu");
  const opener = h(
    "button",
    {
      type: "button",
      class: "button more",
      "aria-label": "More",
      title: "More",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": id,
      dataset: { key: `${block.block_id}/${el.action_id}` },
    },
    icon("more"),
  );
  const choose = (option) => {
    closeMenu(menu, opener);
    opener.focus();
    if (option.url) window.open(option.url, "_blank", "noopener");
    busy(opener, el, () => ctx.act({ block, el, value: option.value }));
  };
  const items = el.options.map((option) =>
    h(
      "button",
      { type: "button", role: "menuitem", tabindex: -1, class: "menu-item", onclick: () => choose(option) },
      plain(option.text),
      option.description ? h("small", {}, plain(option.description)) : null,
    ),
  );
  const menu = h("div", { class: "menu", role: "menu", id, "aria-label": "More", hidden: true }, items);
  const step = (by) => items.at((items.indexOf(document.activeElement) + by + items.length) % items.length).focus();
  const keys = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => items[0].focus(), End: () => items.at(-1).focus() };
  opener.addEventListener("click", () => {
    const open = menu.hidden;
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    const room = (opener.closest(".scroll, .home, .modal-body") ?? document.body).getBoundingClientRect().bottom;
    menu.classList.toggle("up", opener.getBoundingClientRect().bottom + menu.offsetHeight + 8 > room);
    items[0].focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key in keys) keys[event.key]();
    else if (event.key === "Escape") {
      closeMenu(menu, opener);
      opener.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const frame = h("span", { class: "menu-frame" }, opener, menu);
  frame.addEventListener("focusout", (event) => {
    if (!frame.contains(event.relatedTarget)) closeMenu(menu, opener);
  });
  return frame;
}

/** An image: this page fetches nothing from outside, so a foreign one is shown by its text. */
export function image(el, className = "image") {
  const own = el.image_url?.startsWith("/") || el.image_url?.startsWith("data:image/");
  if (own) return h("img", { class: className, src: el.image_url, alt: el.alt_text ?? "" });
  return h("span", { class: `${className} image-away`, role: "img", "aria-label": el.alt_text ?? "" }, el.alt_text ?? "image");
}

// what a control without a label of its own is called
const SPOKEN = { datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time", checkboxes: "Options", radio_buttons: "Options" };

/** Any interactive element of a section, an actions block or a context. */
export function element(el, block, ctx) {
  if (el.visible_to_user_ids && !el.visible_to_user_ids.includes(ctx.me.id)) return null;
  if (el.type === "button") return button(el, block, ctx);
  if (el.type === "overflow") return overflow(el, block, ctx);
  if (el.type === "image") return image(el, "thumb");
  if (isControl(el)) {
    const node = control(el, block, ctx, (value) => busy(node, el, () => ctx.act({ block, el, value })));
    if (!node.hasAttribute("aria-label")) node.setAttribute("aria-label", plain(el.placeholder) || block.text?.text || SPOKEN[el.type] || "Choose");
    return node;
  }
  return h("span", { class: "unknown" }, `[${el.type}]`);
}
