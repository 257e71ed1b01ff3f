// The switch between the people of the workspace.

import { h, replace } from "./dom.js";
import { players } from "./state.js";

const KEY = "as";

/** Who this tab plays: from the address, else as last time in this tab, else Ana. */
export const firstPerson = () => new URLSearchParams(location.search).get("as") ?? sessionStorage.getItem(KEY) ?? "U0ANA";

export function remember(as) {
  sessionStorage.setItem(KEY, as);
  const address = new URL(location.href);
  address.searchParams.set("as", as);
  history.replaceState(null, "", address);
}

/** Fills the menu; it is drawn again only when the people changed. */
export function peopleMenu(menu, state) {
  const list = players(state).map((user) => [user.id, user.role ? `${user.name}, ${user.role}` : user.name]);
  const version = JSON.stringify(list);
  if (menu.dataset.version !== version) {
    menu.dataset.version = version;
    replace(menu, list.map(([id, label]) => h("option", { value: id }, label)));
  }
  menu.value = state.me.id;
}
