// Slack's mrkdwn as DOM nodes. See https://docs.slack.dev/messaging/formatting-message-text

import { h } from "./dom.js";
import { emoji, emojify } from "./emoji.js";
import { slackTime } from "./dates.js";

const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A link that leaves the page in a new tab; only http, https and mailto are live. */
export function link(url, label) {
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return document.createTextNode(label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

export const mention = (text, mine = false) => h("span", { class: mine ? "mention mention-me" : "mention" }, text);

export function userMention(id, ctx) {
  const user = ctx.user(id);
  return mention(`@${user ? user.name : id}`, id === ctx.me.id);
}

function angle(inside, ctx, first) {
  const [target, ...rest] = inside.split("|");
  const label = unescape(rest.join("|"));
  if (target.startsWith("@")) return userMention(target.slice(1), ctx);
  if (target.startsWith("#")) return mention(`#${ctx.channelName(target.slice(1)) ?? (label || target.slice(1))}`);
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    const time = slackTime(Number(seconds), unescape(format ?? ""), { first, title: label }, ctx);
    return url ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, time) : time;
  }
  if (target.startsWith("!subteam^")) return mention(label || "@group");
  if (target.startsWith("!")) return mention(`@${target.slice(1)}`, true);
  return link(unescape(target), label || unescape(target));
}

// one pattern per kind of inline thing, tried from left to right
const INLINE = new RegExp(
  [
    "<(?<angle>[^<>\\n]+)>",
    "`(?<code>[^`\\n]+)`",
    ":(?<emoji>[a-z0-9_+-]+(?:::skin-tone-\\d)?):",
    "(?<![\\p{L}\\p{N}*])\\*(?<bold>(?! )[^*\\n]*[^*\\n ])\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?<italic>(?! )[^_\\n]*[^_\\n ])_(?![\\p{L}\\p{N}_])",
    "(?<![\\p{L}\\p{N}~])~(?<strike>(?! )[^~\\n]*[^~\\n ])~(?![\\p{L}\\p{N}~])",
  ].join("|"),
  "gu",
);

function inline(text, ctx) {
  const nodes = [];
  let done = 0;
  for (const found of text.matchAll(INLINE)) {
    const part = found.groups;
    let node;
    if (part.angle !== undefined) node = angle(part.angle, ctx, found.index === 0);
    else if (part.code !== undefined) node = h("code", {}, unescape(part.code));
    else if (part.emoji !== undefined) node = emoji(part.emoji) ?? found[0];
    else if (part.bold !== undefined) node = h("strong", {}, inline(part.bold, ctx));
    else if (part.italic !== undefined) node = h("em", {}, inline(part.italic, ctx));
    else node = h("s", {}, inline(part.strike, ctx));
    nodes.push(unescape(text.slice(done, found.index)), node);
    done = found.index + found[0].length;
  }
  nodes.push(unescape(text.slice(done)));
  return nodes;
}

function lines(text, ctx) {
  const nodes = [];
  let quote = null;
  for (const [index, line] of text.split("\n").entries()) {
    const quoted = /^(?:>|&gt;) ?(.*)$/s.exec(line);
    if (quoted) {
      if (quote) quote.append(h("br"));
      else nodes.push((quote = h("blockquote", { dir: "auto" })));
      quote.append(...inline(quoted[1], ctx));
      continue;
    }
    if (index && !quote) nodes.push(h("br"));
    quote = null;
    nodes.push(...inline(line, ctx));
  }
  return nodes;
}

/** All of a mrkdwn text, as an array of nodes and strings. */
export function mrkdwn(text, ctx) {
  const nodes = [];
  for (const [index, piece] of text.split("```").entries()) {
    if (index % 2) nodes.push(h("pre", {}, unescape(piece.replace(/^\n/, ""))));
    else if (piece) nodes.push(...lines(piece, ctx));
  }
  return nodes;
}

/** A text object of Block Kit: mrkdwn or plain_text. */
export function textObject(object, ctx) {
  if (!object) return [];
  if (typeof object === "string") return [object];
  if (object.type === "mrkdwn") return mrkdwn(object.text, ctx);
  return plain(object);
}

/** Plain text with its emoji; no mentions, no formatting. */
export const plain = (object) => emojify(unescape(object?.text ?? ""));

/** What a screen reader or a notification would say of a mrkdwn text. */
export function spoken(text, ctx) {
  return h("span", {}, mrkdwn(text ?? "", ctx)).textContent;
}
