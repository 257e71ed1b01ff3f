// The list of conversations: channels, direct messages, the app.

import { avatar, h, icon, replace } from "./dom.js";

function entry(conversation, { open, seen }, choose) {
  const current = conversation.id === open;
  const unread = conversation.id === seen ? 0 : conversation.unread;
  const mark = conversation.kind === "im" ? avatar(conversation.user, "tiny") : icon(conversation.kind === "private" ? "lock" : "hash");
  const count = unread ? h("span", { class: `unread ${conversation.mentions ? "called" : ""}` }, String(unread)) : null;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `entry ${unread ? "has-unread" : ""}`,
        "aria-label": unread ? `${conversation.name}, ${unread} unread` : null,
        "aria-current": current ? "page" : null,
        dataset: { key: conversation.id },
        onclick: () => choose(conversation.id),
      },
      mark,
      h("span", { class: "entry-name" }, conversation.name),
      count,
    ),
  );
}

const group = (title, list, open, choose) =>
  list.length
    ? h("section", {}, h("h2", { id: `group-${title}` }, title), h("ul", { "aria-labelledby": `group-${title}` }, list.map((one) => entry(one, open, choose))))
    : null;

/** Channels first, then people, then the app: the order in which Alt+Up and Alt+Down walk. */
export function order(conversations) {
  const rank = (one) => (one.isApp ? 2 : one.kind === "im" ? 1 : 0);
  return [...conversations].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** `open` is the chosen conversation, `seen` the one whose messages are on the screen (none on the Home tab). */
export function sidebar(node, state, open, choose) {
  const all = order(state.conversations);
  replace(
    node,
    group("Channels", all.filter((one) => one.kind !== "im"), open, choose),
    group("Direct messages", all.filter((one) => one.kind === "im" && !one.isApp), open, choose),
    group("Apps", all.filter((one) => one.isApp), open, choose),
  );
}
