// The list of messages of a conversation, and of a thread. A message is drawn again only when it changed, so the
// keyboard focus and an open menu stay where they are while other cards move.

import { avatar, h, icon } from "./dom.js";
import { blocks } from "./blocks.js";
import { clockTime, dayKey, dayName } from "./dates.js";
import { emoji } from "./emoji.js";
import { mrkdwn, spoken } from "./mrkdwn.js";

const seconds = (message) => Number(message.ts);
const GROUP = 300; // seconds in which messages of one author stand together

function reactions(message) {
  const all = message.reactions ?? [];
  const one = ({ name, users }) => h("span", { class: "reaction", title: `:${name}:` }, `${emoji(name) ?? `:${name}:`} ${users.length}`);
  return all.length ? h("div", { class: "reactions" }, all.map(one)) : null;
}

function files(message) {
  return (message.files ?? []).map((file) => h("div", { class: "file" }, icon("plane"), file.title || file.name));
}

function threadButton(message, state, open) {
  const count = message.reply_count;
  if (!count) return null;
  const label = count === 1 ? "1 reply" : `${count} replies`;
  return h("button", { class: "replies", type: "button", dataset: { key: `replies/${message.ts}` }, onclick: () => open(message.ts) }, icon("thread"), label);
}

function content(message, ctx) {
  const attached = (message.attachments ?? []).map((one) =>
    h("div", { class: "attachment" }, one.blocks?.length ? blocks(one.blocks, ctx) : mrkdwn(one.text ?? one.fallback ?? "", ctx)));
  if (message.blocks?.length) return [h("div", { class: "blocks" }, blocks(message.blocks, ctx)), attached];
  return [h("div", { class: "text", dir: "auto" }, mrkdwn(message.text ?? "", ctx)), attached];
}

function draw(message, follows, ctx, open) {
  const user = ctx.user(message.user) ?? { id: message.user, name: message.user };
  const time = clockTime(seconds(message), ctx.tz);
  const said = spoken(message.text, ctx);
  const only = message.ephemeral ? h("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null;
  const head = h(
    "div",
    { class: "head" },
    h("span", { class: "author" }, user.name),
    user.isBot ? h("span", { class: "badge" }, "APP") : null,
    h("time", { datetime: new Date(seconds(message) * 1000).toISOString() }, time),
    message.edited ? h("span", { class: "edited" }, "(edited)") : null,
  );
  const tools = open && !message.ephemeral
    ? h("div", { class: "tools" }, h("button", { class: "bare", type: "button", "aria-label": "Reply in thread", title: "Reply in thread", dataset: { key: `thread/${message.ts}` }, onclick: () => open(message.thread_ts ?? message.ts) }, icon("thread")))
    : null;
  return h(
    "article",
    {
      class: `message ${follows ? "follows" : ""} ${message.ephemeral ? "ephemeral" : ""}`,
      "aria-label": `${user.name}, ${time}: ${said}`,
      dataset: { ts: message.ts },
    },
    h("div", { class: "gutter" }, follows ? h("time", { class: "side-time", "aria-hidden": "true" }, time) : avatar(user)),
    h("div", { class: "body" }, only, follows ? null : head, content(message, ctx), files(message), reactions(message), open ? threadButton(message, ctx, open) : null),
    tools,
  );
}

/** Keeps a list of messages up to date; one for the conversation, one for the thread. */
export class MessageList {
  /** `pill` is the button that leads to what came in below the screen. */
  constructor(node, scroller, pill = null) {
    this.node = node;
    this.scroller = scroller;
    this.pill = pill;
    this.cards = new Map();
    this.key = null;
    this.low = true; // at the bottom, and to be kept there
    scroller.addEventListener("scroll", () => {
      this.low = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
      if (this.low && pill) pill.hidden = true;
    });
    pill?.addEventListener("click", () => this.toBottom());
    const watcher = new ResizeObserver(() => this.low && this.toBottom());
    watcher.observe(node);
    watcher.observe(scroller);
  }

  toBottom() {
    this.low = true;
    if (this.pill) this.pill.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** `key` names the conversation; `open(ts)` opens a thread, or is null inside one. */
  show(key, messages, ctx, open) {
    const anew = key !== this.key;
    if (anew) {
      this.cards.clear();
      if (this.pill) this.pill.hidden = true;
      this.low = true;
    }
    this.key = key;
    const focus = this.node.contains(document.activeElement) ? document.activeElement : null;
    const place = focus && { ts: focus.closest("[data-ts]")?.dataset.ts, key: focus.dataset.key };
    const last = messages.at(-1)?.ts;
    const missed = !anew && !this.low && last && !this.cards.has(last);
    const wanted = [];
    let before = null;
    const today = dayKey(ctx.now, ctx.tz);
    for (const message of messages) {
      const day = dayKey(seconds(message), ctx.tz);
      if (!before || dayKey(seconds(before), ctx.tz) !== day) {
        wanted.push(this.keep(`day/${day}/${today}`, "", () => h("div", { class: "day", role: "separator" }, h("span", {}, dayName(seconds(message), ctx.now, ctx.tz)))));
        before = null;
      }
      const follows = before?.user === message.user && seconds(message) - seconds(before) < GROUP && !message.ephemeral && !before.ephemeral && !message.blocks?.length && !before.blocks?.length;
      const version = JSON.stringify([message, follows, today, ctx.me.id]);
      wanted.push(this.keep(message.ts, version, () => draw(message, follows, ctx.at(message), open)));
      before = message;
    }
    this.place(wanted);
    if (place?.key && !this.node.contains(document.activeElement)) this.focus(place);
    if (this.low) this.toBottom();
    else if (missed && this.pill) this.pill.hidden = false;
  }

  keep(key, version, make) {
    const known = this.cards.get(key);
    if (known?.version === version) return known.node;
    const node = make();
    this.cards.set(key, { version, node });
    return node;
  }

  /** Moves as little as possible: nodes that stay keep their focus. */
  place(wanted) {
    const stay = new Set(wanted);
    for (const child of [...this.node.children]) if (!stay.has(child)) child.remove();
    wanted.forEach((node, index) => {
      if (this.node.children[index] !== node) this.node.insertBefore(node, this.node.children[index] ?? null);
    });
  }

  focus({ ts, key }) {
    const card = this.node.querySelector(`[data-ts="${CSS.escape(ts ?? "")}"]`);
    const target = card?.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? card?.querySelector("button");
    target?.focus({ preventScroll: true });
  }
}
