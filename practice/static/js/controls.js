// Every control that holds a value: text fields, menus, pickers, radio buttons, checkboxes.
// A control is a node with `data-block` and `data-action`, and a property `slackValue()`.

import { freshId, h, replace } from "./dom.js";
import { plain } from "./mrkdwn.js";

const same = (a, b) => a?.value === b?.value;

function textField(type) {
  return (el) => {
    const long = type === "textarea" || el.multiline;
    const node = h(long ? "textarea" : "input", {
      type: long ? null : type,
      rows: long ? 5 : null,
      dir: "auto",
      placeholder: el.placeholder ? plain(el.placeholder) : null,
      minlength: el.min_length,
      maxlength: el.max_length,
      min: el.min_value,
      max: el.max_value,
      step: type === "number" ? (el.is_decimal_allowed ? "any" : 1) : null,
      value: el.initial_value ?? el.initial_date ?? el.initial_time ?? "",
    });
    node.slackValue = () => node.value || null;
    return node;
  };
}

function moment(el) {
  const at = el.initial_date_time ? new Date(el.initial_date_time * 1000) : null;
  const local = at ? new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "";
  const node = h("input", { type: "datetime-local", value: local });
  node.slackValue = () => (node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null);
  return node;
}

const choice = (option) => h("option", { value: option.value }, plain(option.text));

function menu(el, options, chosen) {
  const hint = h("option", { value: "", disabled: !el.optional, hidden: !el.optional }, el.placeholder ? plain(el.placeholder) : "Choose…");
  const node = h("select", {}, hint, options);
  node.value = chosen ?? "";
  node.slackValue = () => node.value || null;
  return node;
}

function staticSelect(el) {
  const options = el.option_groups
    ? el.option_groups.map((group) => h("optgroup", { label: plain(group.label) }, group.options.map(choice)))
    : (el.options ?? []).map(choice);
  return menu(el, options, el.initial_option?.value);
}

/** A menu whose options the app suggests while one types; its value is the option as the app gave it. */
function external(el, ctx, block) {
  const list = h("datalist", { id: freshId("options") });
  const start = el.initial_option ? [el.initial_option] : [];
  let offered = start;
  const node = h("input", { type: "text", list: list.id, autocomplete: "off", placeholder: el.placeholder ? plain(el.placeholder) : "Type to search…", value: start.map((one) => plain(one.text))[0] ?? "" });
  const find = () => offered.find((one) => plain(one.text) === node.value) ?? null;
  node.addEventListener("input", async () => {
    if (find() || node.value.length < (el.min_query_length ?? 3)) return;
    const answer = await ctx.suggest({ block, el, value: node.value });
    offered = [...start, ...(answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options))];
    replace(list, offered.map((one) => h("option", { value: plain(one.text) })));
  });
  node.slackValue = find;
  queueMicrotask(() => node.after(list));
  return node;
}

const people = (el, ctx) =>
  menu(el, ctx.people().map((user) => h("option", { value: user.id }, user.name)), el.initial_user);

const channels = (el, ctx) =>
  menu(el, ctx.channels().map((channel) => h("option", { value: channel.id }, `#${channel.name}`)), el.initial_channel ?? el.initial_conversation);

function picks(type, options, chosen, read) {
  const name = freshId("pick");
  const node = h(
    "div",
    { class: "picks", role: type === "radio" ? "radiogroup" : "group" },
    options.map((option) =>
      h(
        "label",
        { class: "pick" },
        h("input", { type, name, value: option.value, checked: chosen.some((one) => same(one, option)) }),
        h("span", {}, plain(option.text), option.description ? h("small", {}, plain(option.description)) : null),
      ),
    ),
  );
  node.slackValue = () => read([...node.querySelectorAll("input:checked")].map((box) => box.value));
  return node;
}

const radio = (el) => picks("radio", el.options, el.initial_option ? [el.initial_option] : [], (values) => values[0] ?? null);
const boxes = (el) => picks("checkbox", el.options, el.initial_options ?? [], (values) => values);
const manyStatic = (el) =>
  picks("checkbox", el.options ?? el.option_groups.flatMap((group) => group.options), el.initial_options ?? [], (values) => values);
const manyPeople = (el, ctx) => {
  const option = (user) => ({ value: user.id, text: { text: user.name } });
  return picks("checkbox", ctx.people().map(option), (el.initial_users ?? []).map((value) => ({ value })), (values) => values);
};

const CONTROLS = {
  plain_text_input: textField("text"),
  rich_text_input: textField("textarea"),
  email_text_input: textField("email"),
  url_text_input: textField("url"),
  number_input: textField("number"),
  datepicker: textField("date"),
  timepicker: textField("time"),
  datetimepicker: moment,
  static_select: staticSelect,
  external_select: external,
  users_select: people,
  channels_select: channels,
  conversations_select: channels,
  radio_buttons: radio,
  checkboxes: boxes,
  multi_static_select: manyStatic,
  multi_users_select: manyPeople,
};

export const isControl = (el) => el.type in CONTROLS;

/** The control for an element; `onchange` is called when a person has chosen. */
export function control(el, block, ctx, onchange = null) {
  const node = CONTROLS[el.type](el, ctx, block);
  node.classList.add("control");
  node.dataset.block = block.block_id ?? "";
  node.dataset.action = el.action_id ?? "";
  node.dataset.key = `${block.block_id}/${el.action_id}`;
  for (const box of node.querySelectorAll("input")) box.dataset.key = `${node.dataset.key}/${box.value}`;
  if (el.focus_on_load) node.dataset.first = "";
  if (onchange) node.addEventListener("change", () => onchange(node.slackValue()));
  return node;
}

/** {block_id: {action_id: value}} of all controls inside a node. */
export function values(root) {
  const read = {};
  for (const node of root.querySelectorAll("[data-action]")) {
    if (!node.slackValue) continue;
    (read[node.dataset.block] ??= {})[node.dataset.action] = node.slackValue();
  }
  return read;
}

/** Puts what was typed back after a view was drawn again: Slack keeps it when block_id and action_id stay. */
export function restore(root, kept) {
  for (const node of root.querySelectorAll("[data-action]")) {
    const value = kept[node.dataset.block]?.[node.dataset.action];
    if (!node.slackValue || value === null || value === undefined) continue;
    if ("value" in node) node.value = value.text ? plain(value.text) : value;
    else for (const box of node.querySelectorAll("input")) box.checked = [value].flat().includes(box.value);
  }
}
