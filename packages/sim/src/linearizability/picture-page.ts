export const ROW_PIXELS = 34;
/** Where in its row an operation has its number. */
export const POINT_PIXELS = 25;
export const AXIS_PIXELS = 28;

/** `--zoom` is pixels per unit of time; whatever stands in time says when it does in `--at` and `--for`. */
export const styles = `
:root { color-scheme: light; font: 14px/1.45 system-ui, sans-serif; color: #1d2733; background: #fff; }
body { margin: 0; padding: 16px 20px; }
h1 { font-size: 20px; margin: 0 0 6px; }
.violation h1, .why { color: #b3151f; }
p { margin: 4px 0; max-width: 110ch; }
button { font: inherit; padding: 2px 10px; }
label { margin-left: 12px; }
#detail { min-height: 3em; white-space: pre-line; color: #48566a; }
.scroll { position: relative; overflow: auto; max-height: 70vh; border: 1px solid #c9d1dc; margin-top: 8px; }
.plane { position: relative; margin-left: 96px; width: calc(var(--span) * var(--zoom) * 1px); }
.axis { position: sticky; top: 0; z-index: 4; height: ${AXIS_PIXELS}px; background: #fffd; border-bottom: 1px solid #c9d1dc; }
.tick { position: absolute; left: calc(var(--at) * var(--zoom) * 1px); border-left: 1px solid #c9d1dc; padding-left: 4px;
  height: 100%; font-size: 12px; color: #48566a; }
.lane { position: absolute; left: -96px; right: 0; border-bottom: 1px solid #e6eaf0; }
.lane span { position: sticky; left: 0; z-index: 3; display: inline-block; box-sizing: border-box; width: 96px; height: 100%;
  padding: 6px 8px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; background: #f3f5f8; font-weight: 600; }
.bar, .tail, .number { position: absolute; box-sizing: border-box; left: calc(var(--at) * var(--zoom) * 1px); }
.bar { width: max(4px, calc(var(--for) * var(--zoom) * 1px)); height: 20px; padding: 0 4px; overflow: hidden;
  white-space: nowrap; font-size: 12px; line-height: 18px; background: #d5e6fb; border: 1px solid #7ba7dd;
  border-radius: 3px; }
.bar:hover { outline: 2px solid #1d2733; }
.open { background: #ece9e2; border-color: #aaa291; }
.unknown { border-right: 0; -webkit-mask-image: linear-gradient(90deg, #000 55%, transparent);
  mask-image: linear-gradient(90deg, #000 55%, transparent); }
.tail { width: calc(var(--for) * var(--zoom) * 1px); border-top: 1px dashed #7c8798; }
.unplaced { background: #f9c9cc; border: 2px solid #c4161f; font-weight: 600; z-index: 2; }
.other { display: none; background: #f6f7f9; border-color: #d5dae2; color: #8390a2; }
#others:checked ~ .scroll .other { display: block; }
.path { position: absolute; left: 0; width: 100%; pointer-events: none; z-index: 1; }
.path polyline { fill: none; stroke: #14743c; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.number { z-index: 2; transform: translateX(-50%); min-width: 14px; height: 14px; padding: 0 3px; border-radius: 7px;
  background: #14743c; color: #fff; font-size: 10px; line-height: 14px; text-align: center; pointer-events: none; }
td { padding: 1px 14px 1px 0; font-size: 13px; vertical-align: top; }
`;

/** Zoom, the times on the axis, and the details of what the pointer is on. */
export const script = `
const scroll = document.querySelector(".scroll"), plane = document.querySelector(".plane");
const axis = document.querySelector(".axis"), detail = document.getElementById("detail");
const { start, span, from, to } = plane.dataset;
const room = () => scroll.clientWidth - 96;
let zoom = 1;
function ticks() {
  const rough = 110 / zoom, ten = 10 ** Math.floor(Math.log10(rough));
  const every = [1, 2, 5, 10].map((n) => n * ten).find((n) => n >= rough);
  const first = Math.floor((Number(start) + scroll.scrollLeft / zoom) / every);
  axis.replaceChildren();
  for (let n = first; n <= first + Math.ceil(scroll.clientWidth / zoom / every); n++) {
    const at = n * every - start;
    if (at < 0 || at > span) continue;
    const tick = axis.appendChild(document.createElement("div"));
    tick.className = "tick";
    tick.style.setProperty("--at", at);
    tick.textContent = Number((n * every).toPrecision(15));
  }
}
function show(left, newZoom) {
  zoom = Math.min(Math.max(newZoom, room() / span), 1e6 / span);
  plane.style.setProperty("--zoom", zoom);
  scroll.scrollLeft = left * zoom;
  ticks();
}
function zoomBy(factor, x) {
  const time = (scroll.scrollLeft + x) / zoom;
  const wanted = Math.min(Math.max(zoom * factor, room() / span), 1e6 / span);
  show(time - x / wanted, wanted);
}
const view = () => show(Number(from), room() / (to - from));
document.getElementById("view").onclick = view;
document.getElementById("all").onclick = () => show(0, 0);
document.getElementById("in").onclick = () => zoomBy(1.6, room() / 2);
document.getElementById("out").onclick = () => zoomBy(1 / 1.6, room() / 2);
scroll.addEventListener("scroll", ticks);
scroll.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  zoomBy(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - scroll.getBoundingClientRect().left - 96);
}, { passive: false });
plane.addEventListener("pointerover", (event) => {
  const bar = event.target.closest(".bar");
  if (bar !== null) detail.textContent = bar.title;
});
view();
`;
