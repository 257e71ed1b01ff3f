// What the drawing of blocks needs to know and do, for one state of the page.

import { api } from "./api.js";
import { values } from "./controls.js";
import { toast } from "./toasts.js";

/** `refresh` reads the state again after an act. */
export function contextOf(state, now, refresh) {
  const base = {
    now,
    tz: state.me.tz,
    me: state.me,
    refresh,
    user: (id) => state.users.get(id),
    people: () => [...state.users.values()].filter((user) => !user.deleted && !user.isBot),
    channels: () => state.conversations.filter((one) => one.kind !== "im"),
    channelName: (id) => state.conversations.find((one) => one.id === id)?.name,
  };

  const acting = (place) => async ({ block, el, value }) => {
    try {
      await api.click({ as: state.me.id, ...place(), block_id: block.block_id, action_id: el.action_id, value: value ?? null });
    } catch (problem) {
      toast(problem.message);
    }
    await refresh();
  };

  const suggesting = (place) => async ({ block, el, value }) => {
    const asked = { as: state.me.id, ...place, block_id: block.block_id, action_id: el.action_id, value };
    return api.suggest(asked).catch(() => ({ options: [] }));
  };
  const at = (place, typed = () => ({})) => ({ ...base, act: acting(() => ({ ...place, ...typed() })), suggest: suggesting(place) });

  return {
    ...base,
    /** For the blocks of a message. */
    forMessage: (channel) => ({
      ...base,
      at: (message) => at({ channel, ts: message.ts }),
    }),
    /** For the blocks of a modal; what is typed so far goes along. */
    in: ({ view }) => at({ view_id: view.id }, () => ({ values: values(document.getElementById("modal")) })),
    /** For the Home tab. */
    home: () => at({ channel: "home" }),
  };
}
