// table and data_table blocks, and a plain table for data_visualization.

import { h } from "./dom.js";
import { emojify } from "./emoji.js";
import { richText } from "./richtext.js";

function content(cell, ctx) {
  if (cell.type === "rich_text") return richText(cell, ctx);
  if (cell.type === "raw_number") return cell.text ?? String(cell.value);
  return emojify(cell.text ?? "");
}

const isNumber = (cell) => cell?.type === "raw_number" || /^[-+]?[\d.,  ]*\d ?%?$/.test(cell?.text ?? "");

/** One row; a head stands as its column does, which `below` (the first row of the body) tells. */
function row(cells, ctx, { heads = false, rowHead = -1, columns = [], below = cells } = {}) {
  return h(
    "tr",
    {},
    cells.map((cell, index) => {
      const align = columns[index]?.align ?? (isNumber(below[index]) ? "right" : "left");
      const head = heads ? "col" : index === rowHead ? "row" : null;
      return h(head ? "th" : "td", { scope: head, class: `align-${align}` }, content(cell, ctx));
    }),
  );
}

/** A `table` block: the first row is the head. */
export function table(block, ctx) {
  const [head, ...rows] = block.rows;
  const options = { columns: block.column_settings ?? [] };
  return h(
    "div",
    { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, ctx, { ...options, heads: true, below: rows[0] })), h("tbody", {}, rows.map((cells) => row(cells, ctx, options)))),
  );
}

/** A `data_table` block: caption, a named head, and pages. */
export function dataTable(block, ctx) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? 5;
  const body = h("tbody");
  const more = h("button", { class: "button quiet", type: "button" });
  let shown = 0;
  const next = () => {
    body.append(...rows.slice(shown, shown + size).map((cells) => row(cells, ctx, { rowHead: block.row_header_column_index ?? -1 })));
    shown = Math.min(shown + size, rows.length);
    more.textContent = `Show more rows (${shown} of ${rows.length})`;
    more.hidden = shown >= rows.length;
  };
  more.addEventListener("click", next);
  next();
  return h(
    "div",
    { class: "data-table" },
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": block.caption },
      h("table", {}, h("caption", {}, block.caption), h("thead", {}, row(head, ctx, { heads: true, below: rows[0] })), body),
    ),
    more,
  );
}

/** A chart, shown as its numbers with bars: nothing is lost without colour. */
export function chart(block) {
  const points = block.chart.segments ?? block.chart.series.flatMap((series) =>
    series.data.map((point) => ({ label: `${series.name}: ${point.label}`, value: point.value })));
  const most = Math.max(1, ...points.map((point) => Math.abs(point.value)));
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, block.title),
    h("table", {}, h("tbody", {}, points.map((point) =>
      h("tr", {}, h("th", { scope: "row" }, point.label), h("td", {}, h("meter", { min: 0, max: most, value: point.value })), h("td", { class: "align-right" }, String(point.value)))))),
  );
}
