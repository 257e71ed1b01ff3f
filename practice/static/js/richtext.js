// rich_text blocks: sections, lists, quotes and preformatted text. Their text is literal, never mrkdwn.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link, mention, userMention } from "./mrkdwn.js";
import { slackDate } from "./dates.js";

function styled(node, style = {}) {
  if (style.code) node = h("code", {}, node);
  if (style.strike) node = h("s", {}, node);
  if (style.italic) node = h("em", {}, node);
  if (style.bold) node = h("strong", {}, node);
  return node;
}

const INLINE = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  user: (part, ctx) => userMention(part.user_id, ctx),
  channel: (part, ctx) => mention(`#${ctx.channelName(part.channel_id) ?? part.channel_id}`),
  usergroup: (part) => mention(`@${part.usergroup_id}`),
  broadcast: (part) => mention(`@${part.range}`, true),
  emoji: (part) => emoji(part.name) ?? `:${part.name}:`,
  date: (part, ctx) => slackDate(part.timestamp, part.format, ctx.now, ctx.tz),
  color: (part) => h("code", {}, part.value),
};

function inline(parts, ctx) {
  return (parts ?? []).map((part) => styled(INLINE[part.type]?.(part, ctx) ?? "", part.style));
}

const PARTS = {
  rich_text_section: (part, ctx) => h("div", { class: "rich-section", dir: "auto" }, inline(part.elements, ctx)),
  rich_text_quote: (part, ctx) => h("blockquote", { dir: "auto" }, inline(part.elements, ctx)),
  rich_text_preformatted: (part, ctx) => h("pre", {}, inline(part.elements, ctx)),
  rich_text_list: (part, ctx) =>
    h(
      part.style === "ordered" ? "ol" : "ul",
      { class: `rich-list indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null },
      part.elements.map((item) => h("li", { dir: "auto" }, inline(item.elements, ctx))),
    ),
};

/** A whole rich_text block (or a rich_text cell of a table). */
export function richText(block, ctx) {
  return h("div", { class: "rich" }, block.elements.map((part) => PARTS[part.type]?.(part, ctx)));
}
