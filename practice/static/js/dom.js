// Building DOM nodes. Text always goes in as a text node; nothing here reads markup.

/** h("button", {class: "x", onclick: f, "aria-label": "Y", dataset: {a: 1}}, "text", node, null) */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  hash: "M6 2 4.5 14M11.5 2 10 14M2 5.5h12M2 10.5h12",
  lock: "M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  send: "M2 8 14 2.5 11 14 8 9zM8 9l6-6.5",
  thread: "M2.5 3h11v7.5H7l-3 2.5v-2.5H2.5z",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z",
  panel: "M2 3h12v10H2zM10 3v10",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.5V8l2.5 1.5",
  back: "M9.5 3 4.5 8l5 5",
  plane: "M8 2v9M4.5 7.5 8 11l3.5-3.5M2.5 14h11",
  home: "M2.5 7.5 8 3l5.5 4.5V13h-4V9.5h-3V13h-4z",
};

/** A small line icon, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Coloured initials; the colour follows from the id, so a person keeps it. */
export function avatar(user, size = "") {
  const words = (user.name || user.id).replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean);
  const letters = words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] || "?").slice(0, 1);
  const sum = [...user.id].reduce((total, letter) => (total * 31 + letter.codePointAt(0)) % 997, 7);
  const tone = user.isBot ? "tone-bot" : `tone-${sum % 6}`;
  return h("span", { class: `avatar ${tone} ${size}`, "aria-hidden": "true" }, user.isBot ? wellMark() : letters.toUpperCase());
}

/** The bot's mark: a ring that closes around a well. */
export function wellMark() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "well-mark");
  svg.setAttribute("aria-hidden", "true");
  for (const d of ["M19.5 9.2A8 8 0 1 1 14.8 4.5", "M14.2 1.6l.8 2.9-2.8 1.3"]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  const well = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [key, value] of Object.entries({ cx: 12, cy: 12, r: 3 })) well.setAttribute(key, value);
  svg.append(well);
  return svg;
}

/** Puts new children into a node and gives the focus back to the control of the same data-key. */
export function replace(node, ...children) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (key) node.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

let last = 0;
/** An id that nothing else on the page has. */
export const freshId = (what) => `${what}-${(last += 1)}`;
