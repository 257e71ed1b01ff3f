// The `markdown` block: the small part of Markdown that Slack shows. DOM nodes only.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";

const INLINE = /\*\*(?<bold>[^*]+)\*\*|(?<![\w*])[*_](?<italic>[^*_\n]+)[*_]|~~(?<strike>[^~]+)~~|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\)/g;

function inline(text) {
  const nodes = [];
  let done = 0;
  for (const found of text.matchAll(INLINE)) {
    const part = found.groups;
    nodes.push(text.slice(done, found.index));
    if (part.bold) nodes.push(h("strong", {}, inline(part.bold)));
    else if (part.italic) nodes.push(h("em", {}, inline(part.italic)));
    else if (part.strike) nodes.push(h("s", {}, inline(part.strike)));
    else if (part.code) nodes.push(h("code", {}, part.code));
    else nodes.push(link(part.url, part.label));
    done = found.index + found[0].length;
  }
  nodes.push(text.slice(done));
  return nodes;
}

function paragraph(lines) {
  const heading = /^(#{1,6}) (.*)$/.exec(lines[0]);
  if (heading) return [h("h4", {}, inline(heading[2])), lines.length > 1 ? paragraph(lines.slice(1)) : null];
  if (lines.every((line) => line.startsWith(">"))) {
    return h("blockquote", { dir: "auto" }, inline(lines.map((line) => line.replace(/^> ?/, "")).join("\n")));
  }
  if (lines.every((line) => /^[-*+] /.test(line))) {
    return h("ul", {}, lines.map((line) => h("li", {}, inline(line.slice(2)))));
  }
  if (lines.every((line) => /^\d+[.)] /.test(line))) {
    return h("ol", {}, lines.map((line) => h("li", {}, inline(line.replace(/^\d+[.)] /, "")))));
  }
  return h("p", { dir: "auto" }, inline(lines.join("\n")));
}

/** All of a Markdown text. */
export function markdown(text) {
  return text.split("```").map((piece, index) =>
    index % 2
      ? h("pre", {}, piece.replace(/^\w*\n/, ""))
      : piece.split(/\n{2,}/).filter((part) => part.trim()).map((part) => paragraph(part.trim().split("\n"))),
  );
}
