// Block Kit layout blocks as DOM nodes.
//
// `ctx` is what the drawing needs to know: now, tz, me, user(id), people(), channels(), channelName(id), and
// act({block, el, value}), which tells the server what a person did.

import { freshId, h } from "./dom.js";
import { control } from "./controls.js";
import { element, image } from "./elements.js";
import { markdown } from "./markdown.js";
import { plain, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { chart, dataTable, table } from "./tables.js";

function section(block, ctx) {
  const words = h("div", { class: "section-words" });
  if (block.text) words.append(h("div", { class: "text", dir: "auto" }, textObject(block.text, ctx)));
  if (block.fields) {
    words.append(h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "text", dir: "auto" }, textObject(field, ctx)))));
  }
  const side = block.accessory ? h("div", { class: "accessory" }, element(block.accessory, block, ctx)) : null;
  return h("div", { class: "section" }, words, side);
}

function context(block, ctx) {
  const parts = block.elements.map((el) =>
    el.type === "image" ? image(el, "thumb") : h("span", { class: "text", dir: "auto" }, textObject(el, ctx)),
  );
  return h("div", { class: "context" }, parts);
}

/** An input block: label, control, hint, and a place for its error. */
function input(block, ctx) {
  const onchange = block.dispatch_action ? (value) => ctx.act({ block, el: block.element, value }) : null;
  const node = control({ ...block.element, optional: block.optional }, block, ctx, onchange);
  const [id, labelId, hintId, errorId] = ["field", "label", "hint", "error"].map(freshId);
  const group = node.classList.contains("picks");
  node.id = id;
  if (group) node.setAttribute("aria-labelledby", labelId);
  node.setAttribute("aria-describedby", `${hintId} ${errorId}`);
  if (!block.optional) node.setAttribute("aria-required", "true");
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  return h(
    "div",
    { class: "field", dataset: { field: block.block_id ?? "", optional: block.optional ? "yes" : "no" } },
    h(group ? "span" : "label", { id: labelId, for: group ? null : id, class: "label" }, plain(block.label), optional),
    node,
    h("div", { class: "hint", id: hintId }, block.hint ? plain(block.hint) : ""),
    h("div", { class: "error", id: errorId, role: "alert" }),
  );
}

function alert(block, ctx) {
  const level = block.level ?? "default";
  return h("div", { class: `alert ${level}`, role: level === "error" ? "alert" : "note" }, textObject(block.text, ctx));
}

function card(block, ctx) {
  return h(
    "div",
    { class: "inner-card" },
    block.title ? h("strong", {}, textObject(block.title, ctx)) : null,
    block.subtitle ? h("div", { class: "context" }, textObject(block.subtitle, ctx)) : null,
    block.body ? h("div", { class: "text", dir: "auto" }, textObject(block.body, ctx)) : null,
    block.actions ? h("div", { class: "actions" }, block.actions.map((el) => element(el, block, ctx))) : null,
  );
}

const BLOCKS = {
  section,
  context,
  input,
  alert,
  card,
  header: (block) => h("h3", { class: "block-header", dir: "auto" }, plain(block.text)),
  divider: () => h("hr"),
  actions: (block, ctx) => h("div", { class: "actions" }, block.elements.map((el) => element(el, block, ctx))),
  context_actions: (block, ctx) => h("div", { class: "actions" }, block.elements.map((el) => element(el, block, ctx))),
  image: (block) => h("figure", {}, block.title ? h("figcaption", {}, plain(block.title)) : null, image(block)),
  rich_text: richText,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  table,
  data_table: dataTable,
  data_visualization: chart,
  carousel: (block, ctx) => h("div", { class: "carousel" }, block.elements.map((one) => card(one, ctx))),
  container: (block, ctx) =>
    h("div", { class: "inner-card" }, block.title ? h("strong", {}, plain(block.title)) : null, blocks(block.child_blocks, ctx)),
};

/** All blocks of a message, a modal or the Home tab. */
export function blocks(list, ctx) {
  return (list ?? []).map((block) => {
    const draw = BLOCKS[block.type];
    const node = draw ? draw(block, ctx) : h("div", { class: "unknown" }, `[a ${block.type} block]`);
    node.classList.add("block");
    return node;
  });
}
