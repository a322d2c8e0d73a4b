/* Charts over the layers of the network, drawn in SVG at the width they get. One look for all: layers
   from left to right, a marker that follows pointer and arrow keys, and a line of numbers beside it. */

const CHART = { height: 240, left: 46, right: 14, top: 14, bottom: 42, text: 7.2 };

/* Ends of an axis and its ticks in round steps. */
function niceTicks(low, high, wanted = 5) {
  const span = high - low || 1;
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw);
  const ticks = [];
  for (let i = Math.floor(low / step); i <= Math.ceil(high / step); ++i) ticks.push(i * step);
  return ticks;
}

/* Names under the axis: as many as fit without touching. */
function layerLabels(x, band, width, count, base) {
  const names = shortNames(MODEL.layers.map((layer) => layer.name), width < 600 ? 16 : 24);
  const longest = Math.max(...names.map((name) => name.length));
  const every = Math.max(1, Math.ceil((longest * CHART.text + 12) / band));
  const labels = [];
  for (let i = 0; i < count; i += every) {
    const name = names[i];
    const half = name.length * CHART.text / 2;
    const at = Math.min(Math.max(x(i), half), width - half);
    labels.push(draw("text", { x: at, y: base + 18, class: "label" }, name));
  }
  labels.push(draw("text", { x: width - CHART.right, y: base + 36, class: "axis-end" }, "deeper →"));
  return labels;
}

function yAxis(ticks, y, width, text) {
  return ticks.map((tick) => [
    draw("line", { x1: CHART.left, x2: width - CHART.right, y1: y(tick), y2: y(tick),
      class: Math.abs(tick) < 1e-9 ? "zero" : "grid" }),
    draw("text", { x: CHART.left - 8, y: y(tick) + 4, class: "tick-label" }, text(tick)),
  ]);
}

/* A line through the points that exist; a gap where a value is missing. */
function linePath(values, x, y) {
  let path = "";
  let open = false;
  values.forEach((value, i) => {
    if (!isNumber(value)) { open = false; return; }
    path += `${open ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
  });
  return path;
}

function drawSeries(series, x, y, band) {
  if (series.type === "bars") {
    const width = Math.max(1.5, Math.min(44, band * 0.72));
    return series.values.map((value, i) => isNumber(value) && value !== 0 ? draw("rect", {
      class: `series ${series.kind}`, x: x(i) - width / 2, width,
      y: Math.min(y(0), y(value)), height: Math.max(0.5, Math.abs(y(value) - y(0))),
      rx: Math.min(2, width / 4),
    }) : null);
  }
  const parts = [draw("path", { class: `series line ${series.kind}`, d: linePath(series.values, x, y) })];
  if (series.dots) {
    parts.push(series.values.map((value, i) => isNumber(value)
      ? draw("circle", { class: `series dot ${series.kind}`, cx: x(i), cy: y(value), r: band > 14 ? 3.5 : 2.2 })
      : null));
  }
  return parts;
}

function legend(series) {
  return make("ul", { class: "legend" }, ...series.map((one) =>
    make("li", {}, make("span", { class: `key ${one.type} ${one.kind}`, "aria-hidden": "true" }), one.name)));
}

/* Ends of the axis. Where all values are 0 there is no scale to take from them: all of it is shown. */
function axisTicks(series, top) {
  const values = series.flatMap((one) => one.values).filter(isNumber);
  if (values.some((value) => value !== 0)) return niceTicks(Math.min(0, ...values), Math.max(top ?? 0, ...values));
  return niceTicks(series.some((one) => one.below) ? -1 : 0, 1);
}

function emptyText(series, empty, width, base) {
  if (empty === undefined || series.some((one) => one.values.some((value) => isNumber(value) && value !== 0))) return [];
  return [draw("text", { class: "label empty", x: (CHART.left + width - CHART.right) / 2, y: (CHART.top + base) / 2 - 10 }, empty)];
}

/* {title, note, series: [{name, kind, type: "bars" | "line", dots, below, values}], text(value), tip(place),
   top, empty}. `below`: the bars hang from the zero line. `tip` gives the lines of numbers for a layer:
   [name, text] pairs. `empty` is said where all values are 0. */
function layerChart({ title, note, series, text, tip, top, empty }) {
  const count = MODEL.layers.length;
  const plot = draw("svg", { class: "plot", "aria-hidden": "true" });
  const marker = draw("line", { class: "marker" });
  const box = make("div", { class: "tip", hidden: true });
  const stage = make("div", {
    class: "stage", tabindex: "0", role: "slider", "aria-label": `${title}: layer`,
    "aria-valuemin": "1", "aria-valuemax": String(count), "aria-valuenow": "1",
    "aria-valuetext": describe(0),
  }, plot, box);
  let at = null;
  let geometry = null;

  function describe(place) {
    return `${MODEL.layers[place].name}: ${tip(place).map(([name, value]) => `${name} ${value}`).join(", ")}`;
  }
  function render() {
    const width = Math.max(260, stage.clientWidth);
    const ticks = axisTicks(series, top);
    const [low, high] = [ticks[0], ticks[ticks.length - 1]];
    const base = CHART.height - CHART.bottom;
    const band = (width - CHART.left - CHART.right) / count;
    const x = (i) => CHART.left + band * (i + 0.5);
    const y = (value) => base - (value - low) / (high - low) * (base - CHART.top);
    geometry = { band, x, width, base };
    plot.setAttribute("viewBox", `0 0 ${width} ${CHART.height}`);
    plot.setAttribute("width", width);
    plot.setAttribute("height", CHART.height);
    plot.replaceChildren(...yAxis(ticks, y, width, text).flat(), ...layerLabels(x, band, width, count, base),
      ...emptyText(series, empty, width, base), marker, ...series.flatMap((one) => drawSeries(one, x, y, band)).flat(Infinity).filter(Boolean));
    mark(at);
  }
  function mark(place) {
    at = place;
    marker.toggleAttribute("hidden", place === null);
    box.hidden = place === null;
    if (place === null || geometry === null) return;
    const { x, width, base } = geometry;
    for (const [name, value] of Object.entries({ x1: x(place), x2: x(place), y1: CHART.top, y2: base })) {
      marker.setAttribute(name, value);
    }
    box.replaceChildren(make("strong", {}, named(MODEL.layers[place].name)),
      make("dl", {}, ...tip(place).map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])));
    const left = x(place) + 12 + box.offsetWidth > width ? x(place) - 12 - box.offsetWidth : x(place) + 12;
    box.style.left = `${Math.max(0, left)}px`;
    stage.setAttribute("aria-valuenow", String(place + 1));
    stage.setAttribute("aria-valuetext", describe(place));
  }
  stage.addEventListener("pointermove", (event) => {
    const { band } = geometry;
    const place = Math.floor((event.clientX - stage.getBoundingClientRect().left - CHART.left) / band);
    mark(Math.min(count - 1, Math.max(0, place)));
  });
  stage.addEventListener("pointerleave", () => mark(null));
  stage.addEventListener("blur", () => mark(null));
  stage.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
      Home: -count, End: count };
    if (event.key === "Escape") mark(null);
    if (!(event.key in moves)) return;
    event.preventDefault();
    const from = at ?? (moves[event.key] > 0 ? -1 : count);
    mark(Math.min(count - 1, Math.max(0, from + moves[event.key])));
  });
  // A height that drawing does not change: else the observer would call itself.
  stage.style.height = `${CHART.height}px`;
  new ResizeObserver(render).observe(stage);
  return make("figure", { class: "chart" }, make("figcaption", {}, make("h3", {}, title), make("p", {}, note)),
    legend(series), stage);
}
