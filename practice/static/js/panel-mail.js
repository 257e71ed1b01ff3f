// The customers' mail: what the bot's mail server brought, to read, to answer, and to say "no more" to.

import { api } from "./api.js";
import { h, replace } from "./dom.js";

const MOODS = [
  ["accept", "takes mail"],
  ["refuse", "knows nobody"],
  ["full", "is full"],
  ["lost", "loses the connection after taking it"],
];

let zone;
const time = (seconds) =>
  new Date(seconds * 1000).toLocaleString("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** Builds the part of the panel once; `follow()` reads the mailbox again. */
export function mailPart() {
  const count = h("span", { class: "count" });
  const list = h("ul", { class: "mails" });
  const empty = h("p", { class: "hint" }, "Nothing yet. Claim a card and send a reply.");
  const mood = h("select", { id: "mail-mood" }, MOODS.map(([value, text]) => h("option", { value }, text)));
  mood.addEventListener("change", () => api.mailMood({ mood: mood.value }));
  const read = new Set();
  let drawn = "";

  async function follow(tz = zone) {
    zone = tz;
    const { mails, mood: now } = await api.mails();
    const version = JSON.stringify([mails.length, mails[0]?.id, now, read.size, zone]);
    if (version === drawn) return;
    drawn = version;
    mood.value = now;
    empty.hidden = mails.length > 0;
    const unread = mails.filter((one) => !read.has(one.id)).length;
    count.textContent = unread ? ` (${unread} new)` : "";
    replace(list, mails.map((one) => line(one)));
  }

  function line(mail) {
    const open = () => {
      read.add(mail.id);
      openMail(mail);
      follow();
    };
    return h(
      "li",
      {},
      h(
        "button",
        { class: read.has(mail.id) ? "mail-line" : "mail-line new", type: "button", onclick: open },
        h("span", { class: "mail-to" }, mail.to),
        h("span", { class: "mail-subject", dir: "auto" }, mail.subject || "(no subject)"),
        h("span", { class: "mail-at" }, `${mail.sender_name || mail.sender} · ${time(mail.at)}`),
      ),
    );
  }

  const node = h(
    "section",
    { class: "panel-part", "aria-labelledby": "panel-mail" },
    h("h3", { id: "panel-mail" }, "Customers’ mail", count),
    h("p", { class: "hint" }, "A real mail server on this machine. Open a mail to answer it as the customer."),
    empty,
    list,
    h("details", {}, h("summary", {}, "The mail server"), h("div", { class: "panel-field" }, h("label", { class: "label", for: "mail-mood" }, "From now on it"), mood)),
  );
  return { node, follow };
}

function openMail(mail) {
  const dialog = h("dialog", { class: "mail", "aria-labelledby": "mail-title" });
  const body = h("div", { class: "mail-body" });
  const said = h("p", { class: "hint", role: "status" });
  const showHtml = () =>
    replace(body, h("iframe", { class: "mail-html", title: "The mail as its HTML part", src: `/practice/mails/${mail.id}/html`, sandbox: "allow-popups allow-popups-to-escape-sandbox" }));
  const showText = () => replace(body, h("pre", { class: "mail-text", dir: mail.direction }, linked(mail.text)));
  const tab = (label, show) => h("button", { class: "button", type: "button", "aria-pressed": "false", onclick: (event) => press(event.currentTarget, show) }, label);
  const tabs = [tab("As HTML", showHtml), tab("As plain text", showText)];
  function press(button, show) {
    for (const one of tabs) one.setAttribute("aria-pressed", String(one === button));
    show();
  }
  const answer = h("textarea", { id: "mail-answer", rows: 4, dir: "auto", placeholder: "What the customer writes back" });
  const automatic = h("input", { type: "checkbox" });
  const send = async () => {
    if (!answer.value.trim()) return answer.focus();
    said.textContent = "Sending…";
    try {
      const { status, went_to: elsewhere } = await api.answerMail(mail.id, { text: answer.value, automatic: automatic.checked });
      if (elsewhere) said.textContent = `It went to ${elsewhere}, the colleague’s own mailbox, and not to the bot.`;
      else said.textContent = status < 300 ? "Sent. The bot has it." : `The bot answered ${status}.`;
      if (elsewhere || status < 300) answer.value = "";
    } catch (problem) {
      said.textContent = problem.message;
    }
  };
  const unsubscribe = async () => {
    try {
      const { status } = await api.unsubscribe(mail.id);
      said.textContent = status < 300 ? "Unsubscribed with one click." : `The bot answered ${status}.`;
    } catch (problem) {
      said.textContent = problem.message;
    }
  };
  const row = (label, value) => [h("dt", {}, label), h("dd", { dir: "auto" }, value)];
  dialog.append(
    h("div", { class: "mail-head" }, h("h2", { id: "mail-title", dir: "auto" }, mail.subject || "(no subject)"), h("button", { class: "button", type: "button", onclick: () => dialog.close() }, "Close")),
    h("dl", { class: "mail-facts" }, row("From", `${mail.sender_name} <${mail.sender}>`), mail.reply_to ? row("Answers to", mail.reply_to) : null, row("To", mail.to), row("Sent", time(mail.at))),
    h("div", { class: "mail-tabs", role: "group", "aria-label": "How the mail is shown" }, tabs, mail.unsubscribe ? h("button", { class: "button", type: "button", onclick: unsubscribe }, "Unsubscribe") : null),
    body,
    h("label", { class: "label", for: "mail-answer" }, "Answer as the customer"),
    answer,
    h("div", { class: "mail-send" }, h("label", { class: "tick" }, automatic, "An automatic answer (out of office)"), h("button", { class: "button primary", type: "button", onclick: send }, "Send answer")),
    said,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  press(tabs[0], showHtml);
  dialog.showModal();
}

/** Plain words with their web addresses to click on. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"']+)/).map((part, index) => (index % 2 ? h("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part));
}
