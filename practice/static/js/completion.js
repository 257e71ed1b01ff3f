// Completion of slash commands: the commands of the workspace and the words of their usage hints.

import { freshId, h, replace } from "./dom.js";

/** "help | mine | case N | find TEXT" as [["help"], ["mine"], ["case", "N"], …]. */
const hints = (usage) =>
  (usage ?? "").replace(/^\[|\]$/g, "").split("|").map((part) => part.trim()).filter(Boolean);

/** What could come next for this text: [{text, label, description}]. */
export function suggestions(text, commands) {
  if (!text.startsWith("/") || text.includes("\n")) return [];
  const [word] = text.split(" ");
  const command = commands.find((one) => one.command === word);
  if (!command || !text.includes(" ")) {
    return commands
      .filter((one) => one.command.startsWith(word))
      .map((one) => ({ text: `${one.command} `, label: one.command, hint: one.usage_hint ?? "", description: one.description ?? "" }));
  }
  const typed = text.slice(word.length + 1).toLowerCase();
  return hints(command.usage_hint)
    .filter((hint) => hint.toLowerCase().startsWith(typed) && hint.toLowerCase() !== typed)
    .map((hint) => {
      const fixed = hint.split(" ").filter((part) => !/^[A-Z\d[<]/.test(part)).join(" ");
      const open = fixed !== hint;
      return { text: `${word} ${fixed}${open ? " " : ""}`, label: `${word} ${hint}`, hint: "", description: "" };
    });
}

/** Joins a text field and its list of suggestions; arrows move, Tab takes, Escape hides. */
export class Completion {
  constructor(field, list, commands) {
    Object.assign(this, { field, list, commands, picked: -1, found: [] });
    list.id = freshId("suggestions");
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    field.addEventListener("input", () => this.show());
    field.addEventListener("blur", () => this.hide());
  }

  show() {
    this.found = suggestions(this.field.value, this.commands());
    this.picked = -1;
    this.draw();
  }

  hide() {
    this.found = [];
    this.draw();
  }

  draw() {
    const open = this.found.length > 0;
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    this.field.setAttribute("aria-activedescendant", open && this.picked >= 0 ? `${this.list.id}-${this.picked}` : "");
    replace(
      this.list,
      this.found.map((one, index) =>
        h(
          "li",
          {
            role: "option",
            id: `${this.list.id}-${index}`,
            "aria-selected": String(index === this.picked),
            onmousedown: (event) => {
              event.preventDefault();
              this.take(index);
            },
          },
          h("strong", {}, one.label),
          one.hint ? h("span", { class: "hint" }, ` ${one.hint}`) : null,
          one.description ? h("span", { class: "suggestion-about" }, one.description) : null,
        ),
      ),
    );
  }

  take(index) {
    this.field.value = this.found[index].text;
    this.field.dispatchEvent(new Event("input"));
    this.field.focus();
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.found.length) return false;
    const count = this.found.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const from = this.picked < 0 && event.key === "ArrowUp" ? count : this.picked;
      this.picked = (from + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.draw();
    } else if (event.key === "Tab" && !event.shiftKey) this.take(Math.max(0, this.picked));
    else if (event.key === "Enter" && this.picked >= 0) this.take(this.picked);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    return true;
  }
}
