// The answer of GET /practice/state in the words that the page uses.

const person = (raw) => ({
  ...raw,
  name: raw.real_name || raw.name || raw.id,
  isBot: Boolean(raw.is_bot),
  role: raw.title ? raw.title[0].toLowerCase() + raw.title.slice(1) : "",
});

const partner = (conversation, me, users) => users.get(conversation.members.find((id) => id !== me) ?? me);

/** Users as a Map, conversations with names and with the notices that only this person sees. */
export function understand(raw) {
  const users = new Map(raw.users.map((one) => [one.id, person(one)]));
  const me = users.get(typeof raw.me === "string" ? raw.me : raw.me.id);
  const bot = users.get(raw.bot);
  // the app stands in the list before anybody has written; its conversation is addressed by the bot's id
  const talk = raw.conversations.some((one) => one.kind === "im" && one.members.includes(raw.bot))
    ? raw.conversations
    : [...raw.conversations, { id: raw.bot, kind: "im", members: [raw.bot, me.id], messages: [], unread: 0 }];
  const conversations = talk.map((conversation) => {
    const im = conversation.kind === "im";
    const user = im ? partner(conversation, me.id, users) : null;
    const whispers = (raw.ephemeral ?? [])
      .filter((one) => one.channel === conversation.id)
      .map((one) => ({ ...one, ephemeral: true }));
    const messages = [...(conversation.messages ?? []), ...whispers].sort((a, b) => Number(a.ts) - Number(b.ts));
    const isApp = Boolean(im && user.isBot);
    return { ...conversation, messages, user, isApp, id: isApp ? bot.id : conversation.id, name: im ? user.name : conversation.name };
  });
  return {
    now: Number(raw.now),
    speed: Number(raw.speed ?? 1),
    received: performance.now(),
    me,
    users,
    conversations,
    home: raw.home ?? null,
    views: raw.views ?? [],
    commands: raw.commands ?? [],
    shortcuts: raw.shortcuts ?? [],
    toasts: raw.toasts ?? [],
  };
}

/** The practice time this very moment. */
export const nowOf = (state) => state.now + ((performance.now() - state.received) / 1000) * state.speed;

const isRoot = (message) => !message.thread_ts || message.thread_ts === message.ts;

/** What stands in the conversation itself, each root with the number of its replies. */
export function roots(conversation) {
  const counts = new Map();
  for (const message of conversation.messages) {
    if (!isRoot(message)) counts.set(message.thread_ts, (counts.get(message.thread_ts) ?? 0) + 1);
  }
  return conversation.messages
    .filter((message) => isRoot(message) || message.broadcast || (message.ephemeral && !message.thread_ts))
    .map((message) => ({ ...message, reply_count: isRoot(message) ? (counts.get(message.ts) ?? 0) : 0 }));
}

/** A thread: its root and the replies. */
export const thread = (conversation, ts) => conversation.messages.filter((one) => one.ts === ts || one.thread_ts === ts);

/** Who can be played: everybody who still works here, the staff before guests and strangers. */
export function players(state) {
  const outside = (user) => Number(Boolean(user.is_restricted || user.is_stranger));
  return [...state.users.values()].filter((user) => !user.isBot && !user.deleted).sort((a, b) => outside(a) - outside(b));
}
