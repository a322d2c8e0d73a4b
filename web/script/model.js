"use strict";

/* The view-model (docs/report.md) and what is looked up in it again and again. */

const MODEL = JSON.parse(document.getElementById("view-model").textContent);

const classPlaces = new Map(MODEL.classes.map((item, place) => [item.name, place]));
const layerPlaces = new Map(MODEL.layers.map((item, place) => [item.name, place]));

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/* Deep links: #view or #view/name, the name as encodeURIComponent writes it. */
const link = {
  view: (view) => `#${view}`,
  class: (place) => `#class/${encodeURIComponent(MODEL.classes[place].name)}`,
  layer: (place) => `#layer/${encodeURIComponent(MODEL.layers[place].name)}`,
};

const MINUS = "\u2212";
const THIN = "\u202f";

const GROUPED = new Intl.NumberFormat("en");

const format = {
  /* 12416 → 12,416 */
  count: (value) => GROUPED.format(value),
  counted: (value, one, many) => `${format.count(value)} ${value === 1 ? one : many}`,
  /* .934 → 93 %; never "0 %" or "100 %" for what is not none or all. */
  percent(share) {
    if (!isNumber(share)) return "–";
    if (share > 0 && share < 0.005) return `<1${THIN}%`;
    if (share < 1 && share > 0.995) return `>99${THIN}%`;
    return `${Math.round(share * 100)}${THIN}%`;
  },
  fixed: (value, decimals = 2) =>
    isNumber(value) ? value.toFixed(decimals).replace("-", MINUS) : "–",
  signed: (value, decimals = 2) => (value > 0 ? "+" : "") + format.fixed(value, decimals),
  /* Activations: three significant digits. */
  short(value) {
    if (!isNumber(value)) return "–";
    if (value === 0) return "0";
    const size = Math.abs(value);
    const text = size >= 1000 ? String(Math.round(value))
      : size < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
    return text.replaceAll("-", MINUS);
  },
};

/* The selected share of a class's features, and its strongest statement on a side. */
const selectedShare = (item) =>
  (item.selected_presence + item.selected_absence) / Math.max(1, MODEL.all.features);
const strongest = (item, side) => (item[side].length > 0 ? item[side][0].signed_ks : 0);
