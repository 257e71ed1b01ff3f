// Tells screen readers about new messages, wherever they were written, with the words of their top-level text.

import { contextOf } from "./context.js";
import { nowOf } from "./state.js";
import { spoken } from "./mrkdwn.js";

const MOST = 3; // more at once are only counted

export function announce(before, after, open) {
  const known = new Set(before.conversations.flatMap((one) => one.messages.map((message) => `${one.id}/${message.ts}`)));
  const ctx = contextOf(after, nowOf(after), () => {});
  const fresh = after.conversations.flatMap((one) =>
    one.messages
      .filter((message) => !known.has(`${one.id}/${message.ts}`) && message.user !== after.me.id)
      .map((message) => {
        const author = after.users.get(message.user)?.name ?? "Somebody";
        const place = one.id === open ? "" : ` in ${one.name}`;
        return `${author}${place}: ${spoken(message.text, ctx)}`;
      }),
  );
  if (!fresh.length) return;
  const node = document.getElementById("announcer");
  node.textContent = fresh.length > MOST ? `${fresh.length} new messages` : fresh.join(". ");
}
