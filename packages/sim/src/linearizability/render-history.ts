import type { Part, Result } from "./check.js";
import { escapeHtml } from "./escape-html.js";
import type { Operation } from "./history.js";
import type { Model } from "./model.js";
import { type Bar, layOut, type Picture } from "./picture.js";
import { AXIS_PIXELS, POINT_PIXELS, ROW_PIXELS, script, styles } from "./picture-page.js";

/** How wide the first view is before the script has measured the window. */
const VIEW_PIXELS = 1200;

/**
 * The history as one self-contained HTML page: a lane for each client, and the order that was found as a numbered path
 * through the operations on one key, the one that decided the verdict. What has no place in it is red.
 */
export function renderHistory<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  result: Result<S, I, O>,
): string {
  const part = decisivePart(result);
  const picture = layOut(operations, part);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(titleOf(result, part))}</title>
<style>${styles}</style>
</head>
<body class="${result.verdict}">
<h1>${escapeHtml(titleOf(result, part))}</h1>
${explain(model, part)}
<p>The numbers are the order, each where the operation can have taken effect. A bar reaches from call to return; one that
fades has an unknown outcome. Zoom with the buttons or with Ctrl and the wheel.</p>
<button id="view">${part.unplaced.length > 0 ? "The break" : "Start"}</button>
<button id="all">Everything</button> <button id="out">&minus;</button> <button id="in">+</button>
<label for="others">other keys</label> <input type="checkbox" id="others">
<p id="detail">Point at an operation for its details.</p>
${planeOf(model, part, picture)}
${orderOf(model, part)}
<script>${script}</script>
</body>
</html>
`;
}

/** The violation, or what could not be decided, or the largest. */
function decisivePart<S, I, O>({ verdict, parts }: Result<S, I, O>): Part<S, I, O> {
  const decisive = parts.findLast((part) => part.verdict === verdict);
  return decisive ?? { key: "", verdict, steps: 0, order: [], unplaced: [] };
}

function titleOf<S, I, O>({ verdict }: Result<S, I, O>, { key, steps }: Part<S, I, O>): string {
  const name = JSON.stringify(key);
  switch (verdict) {
    case "linearizable":
      return `Linearizable; shown is the key ${name}`;
    case "violation":
      return `Not linearizable: the key ${name}`;
    case "undecided":
      return `Undecided after ${steps} steps: the key ${name}`;
  }
}

function explain<S, I, O>(model: Model<S, I, O>, { verdict, order, unplaced }: Part<S, I, O>): string {
  const state = model.describeState(order.at(-1)?.state ?? model.initial);
  const numbered = order.length === 0 ? "Nothing returned before." : `The order 1 to ${order.length} leaves ${state}.`;
  switch (verdict) {
    case "linearizable":
      return paragraph("", `An order explains everything. ${numbered}`);
    case "undecided":
      return paragraph("why", `The search met its bound. ${numbered} It is the longest order that was tried.`);
    case "violation": {
      const culprits = unplaced.map((operation) => `${who(operation)}: ${what(model, operation)}, ${when(operation)}`);
      const before = "All that returned before has a place in the order shown";
      return [
        paragraph("why", `There is no place for ${culprits.join("; ")}.`),
        paragraph("", `${before}, but no order explains it together with this. ${numbered}`),
      ].join("\n");
    }
  }
}

function planeOf<S, I, O>(model: Model<S, I, O>, part: Part<S, I, O>, picture: Picture<I, O>): string {
  const { start, span, lanes, bars, view } = picture;
  const rows = lanes.reduce((sum, lane) => sum + lane.rows, 0);
  const zoom = VIEW_PIXELS / (view.to - view.from);
  const data = `data-start="${start}" data-span="${span}" data-from="${view.from}" data-to="${view.to}"`;
  const height = AXIS_PIXELS + rows * ROW_PIXELS;
  return [
    `<div class="scroll"><div class="plane" style="--span:${span};--zoom:${zoom};height:${height}px" ${data}>`,
    `<div class="axis"></div>`,
    ...lanes.map((lane) => {
      const box = `top:${topOf(lane.row)}px;height:${lane.rows * ROW_PIXELS}px`;
      return `<div class="lane" style="${box}"><span>${escapeHtml(String(lane.client))}</span></div>`;
    }),
    ...bars.map((bar) => renderBar(model, part, bar)),
    renderPath(bars, span, rows),
    `</div></div>`,
  ].join("\n");
}

function renderBar<S, I, O>(model: Model<S, I, O>, { key, unplaced }: Part<S, I, O>, bar: Bar<I, O>): string {
  const { operation, from, to, place } = bar;
  const kinds = ["bar"];
  if (operation.key !== key) kinds.push("other");
  else if (unplaced.includes(operation)) kinds.push("unplaced");
  else if (place === undefined) kinds.push("open");
  if (operation.return === Infinity) kinds.push("unknown");
  const label = what(model, operation);
  const details = [
    `${who(operation)}, key ${JSON.stringify(operation.key)}: ${label}`,
    when(operation),
    ...(place === undefined ? [] : [`number ${place.number} in the order`]),
    ...(unplaced.includes(operation) ? ["there is no place for it"] : []),
  ].join("\n");
  const top = topOf(bar.row) + 3;
  const html = `<div class="${kinds.join(" ")}" style="--at:${from};--for:${to - from};top:${top}px" title="${escapeHtml(
    details,
  )}">${escapeHtml(label)}</div>`;
  if (place === undefined) return html;
  // On the lower edge of the bar, below its label.
  const middle = topOf(bar.row) + POINT_PIXELS;
  const number = `<div class="number" style="--at:${place.at};top:${middle - 7}px">${place.number}</div>`;
  if (place.at <= to) return html + number;
  return `${html}<div class="tail" style="--at:${to};--for:${place.at - to};top:${middle}px"></div>${number}`;
}

function renderPath<I, O>(bars: readonly Bar<I, O>[], span: number, rows: number): string {
  const points = bars
    .flatMap(({ place, row }) => (place === undefined ? [] : [{ ...place, y: row * ROW_PIXELS + POINT_PIXELS }]))
    .sort((a, b) => a.number - b.number)
    .map(({ at, y }) => `${at},${y}`);
  const height = rows * ROW_PIXELS;
  return `<svg class="path" style="top:${AXIS_PIXELS}px" height="${height}" viewBox="0 0 ${span} ${height}" \
preserveAspectRatio="none"><polyline points="${points.join(" ")}"/></svg>`;
}

function orderOf<S, I, O>(model: Model<S, I, O>, { order }: Part<S, I, O>): string {
  const rows = order.map(({ operation, state }, at) => {
    const cells = [String(at + 1), who(operation), what(model, operation), model.describeState(state)];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  return `<details><summary>The order and the states it leaves</summary><table>\n${rows.join("\n")}\n</table></details>`;
}

function paragraph(kind: string, text: string): string {
  return `<p class="${kind}">${escapeHtml(text)}</p>`;
}

function topOf(row: number): number {
  return AXIS_PIXELS + row * ROW_PIXELS;
}

function who<I, O>({ client }: Operation<I, O>): string {
  return typeof client === "number" ? `client ${client}` : client;
}

function what<S, I, O>(model: Model<S, I, O>, { input, output }: Operation<I, O>): string {
  return model.describe(input, output);
}

function when<I, O>({ call, return: returned }: Operation<I, O>): string {
  return returned === Infinity ? `called at ${call}, never returned` : `called at ${call}, returned at ${returned}`;
}
