// The score control of the survey panel: numbers, stars or thumbs, as the metric asks for.

import { freshId, h } from "./dom.js";

// from which score on an answer counts as middling, and from which as good
const BANDS = { nps: [7, 9], csat: [3, 5], ces: [4, 6], stars: [3, 5], thumbs: [1, 1] };
const ENDS = {
  nps: ["not at all likely", "extremely likely"],
  csat: ["very unsatisfied", "very satisfied"],
  ces: ["strongly disagree", "strongly agree"],
  stars: ["poor", "great"],
  thumbs: ["", ""],
};

export function band(metric, score) {
  const [middle, good] = BANDS[metric] ?? [0, 0];
  return score >= good ? "good" : score >= middle ? "middle" : "bad";
}

const face = (metric, score) => (metric === "thumbs" ? (score ? "👍" : "👎") : metric === "stars" ? "★" : String(score));
const spoken = (metric, score) =>
  metric === "thumbs" ? (score ? "Thumbs up" : "Thumbs down") : metric === "stars" ? `${score} stars` : String(score);

/** A row of radio buttons; `onchange(score)` runs at every choice. */
export function scoreControl(source, chosen, onchange) {
  const [low, high] = source.scale;
  const name = freshId("score");
  const node = h("div", { class: `scores ${source.metric}`, role: "radiogroup", "aria-label": "Score" });
  const paint = (score) => {
    for (const label of node.querySelectorAll("label")) {
      label.classList.toggle("filled", source.metric === "stars" && Number(label.dataset.score) <= score);
    }
  };
  for (let score = low; score <= high; score += 1) {
    const box = h("input", { type: "radio", name, value: String(score), checked: score === chosen, "aria-label": spoken(source.metric, score) });
    box.addEventListener("change", () => {
      paint(score);
      onchange(score);
    });
    node.append(h("label", { class: `score ${band(source.metric, score)}`, dataset: { score } }, box, h("span", { "aria-hidden": "true" }, face(source.metric, score))));
  }
  paint(chosen);
  const [left, right] = ENDS[source.metric] ?? ["", ""];
  return h("div", {}, node, h("div", { class: "ends", "aria-hidden": "true" }, h("span", {}, left), h("span", {}, right)));
}
