// The form that sends a signed survey, and what the bot answered.

import { freshId, h, replace } from "./dom.js";
import { api } from "./api.js";
import { scoreControl } from "./score.js";

function field(label, control) {
  control.id = freshId("panel");
  return h("div", { class: "panel-field" }, h("label", { class: "label", for: control.id }, label), control);
}

const option = (value, text) => h("option", { value }, text);
const OTHER = "other";

const MEANING = {
  accepted: "stored, the card follows",
  duplicate: "known already, nothing new",
  ignored: "carries no answer",
  "set-aside": "kept for a person to look at",
  unauthorized: "refused: the signature is wrong",
};

function answerLine(answer, index, all) {
  const status = answer.body?.status ?? (answer.status ? "" : "no answer");
  const about = MEANING[status] ?? (typeof answer.body === "string" ? answer.body : answer.body?.reason ?? "");
  const good = answer.status >= 200 && answer.status < 300;
  return h(
    "li",
    { class: good ? "good" : "bad" },
    h("strong", {}, [answer.status || "—", status].join(" ").trim()),
    h("span", {}, about ? ` · ${about}` : ""),
    all.length > 1 ? h("span", { class: "count" }, ` (${index + 1} of ${all.length})`) : null,
  );
}

export function surveyForm({ sources, customers }, refresh) {
  let source = sources[0];
  let score = 2;
  let suggested = -1;
  const sourceMenu = h("select", {}, sources.map((one) => option(one.name, one.title)));
  const customerMenu = h("select", {}, customers.map((one) => option(one.email, `${one.name}, ${one.account}`)), option(OTHER, "Somebody else…"));
  const email = h("input", { type: "email", placeholder: "name@company.example", autocomplete: "off" });
  const name = h("input", { type: "text", autocomplete: "off" });
  const account = h("input", { type: "text", autocomplete: "off" });
  const stranger = h("div", { class: "stranger", hidden: true }, field("E-mail", email), field("Name", name), field("Company", account));
  const about = h("p", { class: "hint" });
  const question = h("p", { class: "question" });
  const scores = h("div", {});
  const comment = h("textarea", { rows: 3, dir: "auto", placeholder: "What the customer writes (may stay empty)" });
  const ticks = Object.fromEntries(
    [["late_comment", "Comment arrives later"], ["twice", "Send twice"], ["bad_signature", "Bad signature"]].map(([key, label]) => {
      const box = h("input", { type: "checkbox" });
      return [key, { box, node: h("label", { class: "tick" }, box, label) }];
    }),
  );
  const changeTo = h("select", {});
  const result = h("ul", { class: "answers", role: "status", "aria-label": "The bot's answer" });
  const button = h("button", { class: "button primary wide", type: "submit" }, "Send survey");

  const customer = () => customers.find((one) => one.email === customerMenu.value);

  function suggest() {
    const language = customer()?.language;
    const near = [...source.comments].filter((one) => one.comment).sort((a, b) =>
      Math.abs(a.score - score) - Math.abs(b.score - score) || (b.language === language) - (a.language === language));
    if (!near.length) return;
    suggested = (suggested + 1) % near.length;
    comment.value = near[suggested].comment;
  }

  function follow() {
    const [low, high] = source.scale;
    if (score < low || score > high) score = low;
    question.textContent = `“${source.question}”`;
    replace(scores, scoreControl(source, score, (chosen) => {
      score = chosen;
      suggested = -1;
    }));
    replace(changeTo, option("", "stays as it is"), Array.from({ length: high - low + 1 }, (_, index) => {
      const value = low + index;
      return option(String(value), `changes to ${source.metric === "thumbs" ? (value ? "thumbs up" : "thumbs down") : value}`);
    }));
    const who = customer();
    stranger.hidden = Boolean(who);
    about.textContent = who ? [who.touch === "high" ? "High touch" : "Low touch", `value ${Number(who.value).toLocaleString("en")}`, who.email].join(" · ") : "";
  }

  sourceMenu.addEventListener("change", () => {
    source = sources.find((one) => one.name === sourceMenu.value);
    suggested = -1;
    follow();
  });
  customerMenu.addEventListener("change", () => {
    suggested = -1;
    follow();
  });

  async function send(event) {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    const who = customer() ?? { email: email.value.trim(), name: name.value.trim(), account: account.value.trim(), language: "" };
    const wish = { source: source.name, score, comment: comment.value, email: who.email, name: who.name, account: who.account, language: who.language };
    for (const [key, { box }] of Object.entries(ticks)) wish[key] = box.checked;
    if (changeTo.value !== "") wish.change_score_to = Number(changeTo.value);
    button.setAttribute("aria-busy", "true");
    replace(result, h("li", {}, "Sending…"));
    try {
      const { answers } = await api.survey(wish);
      replace(result, answers.map(answerLine));
    } catch (problem) {
      replace(result, h("li", { class: "bad" }, problem.message));
    } finally {
      button.removeAttribute("aria-busy");
    }
    await refresh();
  }

  follow();
  return h(
    "form",
    { class: "survey-form", onsubmit: send },
    h("h3", {}, "Send a signed survey"),
    field("Survey", sourceMenu),
    field("Customer", customerMenu),
    about,
    stranger,
    question,
    scores,
    h("div", { class: "label-row" }, h("label", { class: "label", for: "survey-comment" }, "Comment"), h("button", { class: "link-button", type: "button", onclick: suggest }, "Suggest one")),
    Object.assign(comment, { id: "survey-comment" }),
    h("details", {}, h("summary", {}, "How it is delivered"), h("div", { class: "ticks" }, Object.values(ticks).map((one) => one.node)), field("Later the score", changeTo)),
    button,
    result,
  );
}
