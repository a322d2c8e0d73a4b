/* The layers: how presence, absence and strength change with depth. */

/* Without random classes there is nothing to compare with. */
const hasNull = isNumber(MODEL.all.null_mean_abs);

const layerValues = (key) => MODEL.layers.map((layer) => layer[key]);

const sharesChart = () => layerChart({
  title: "What stands out, layer by layer",
  note: "Share of all (class, feature) pairs that pass the threshold: above the line by presence, "
    + "below it by absence.",
  series: [
    { name: "by presence", kind: "presence", type: "bars", values: layerValues("presence_share") },
    { name: "by absence", kind: "absence", type: "bars", below: true,
      values: layerValues("absence_share").map((v) => -v) },
  ],
  empty: "No pair passes the threshold",
  text: (value) => format.percent(Math.abs(value)),
  tip: (place) => [
    ["presence", format.percent(MODEL.layers[place].presence_share)],
    ["absence", format.percent(MODEL.layers[place].absence_share)],
    ["noise", format.percent(MODEL.layers[place].noise_share)],
  ],
});

const strengthChart = () => layerChart({
  title: hasNull ? "How strongly, against chance" : "How strongly",
  note: "Mean |s| over all pairs of a layer."
    + (hasNull ? " The dashed line is what random classes of the same sizes give." : ""),
  series: [
    { name: "mean |s|", kind: "strength", type: "line", dots: true, values: layerValues("mean_abs") },
    ...hasNull
      ? [{ name: "random classes", kind: "noise", type: "line", values: layerValues("null_mean_abs") }] : [],
  ],
  text: (value) => format.fixed(value),
  tip: (place) => [
    ["mean |s|", format.fixed(MODEL.layers[place].mean_abs, 3)],
    ["random classes", format.fixed(MODEL.layers[place].null_mean_abs, 3)],
    ["strongest presence", format.signed(MODEL.layers[place].max_presence)],
    ["strongest absence", format.signed(MODEL.layers[place].max_absence)],
  ],
});

const featuresChart = () => layerChart({
  title: "What the features do",
  note: "Features that speak for one class by presence and for another by absence, and features that "
    + "speak for no class.",
  top: 1,
  series: [
    { name: "both ways", kind: "strength", type: "line", dots: true, values: layerValues("both_share") },
    { name: "for no class", kind: "noise", type: "line", dots: true, values: layerValues("none_share") },
  ],
  text: (value) => format.percent(value),
  tip: (place) => [
    ["both ways", format.percent(MODEL.layers[place].both_share)],
    ["for no class", format.percent(MODEL.layers[place].none_share)],
    ["dead", format.count(MODEL.layers[place].dead)],
  ],
});

const layerColumns = () => {
  const share = (head, key, hint, kind = "number") => ({
    head, hint, kind, sort: (layer) => layer[key] ?? -1, cell: (layer) => format.percent(layer[key]),
  });
  const figure = (head, key, hint, decimals, kind = "number") => ({
    head, hint, kind, sort: (layer) => layer[key] ?? -9, cell: (layer) => format.fixed(layer[key], decimals),
  });
  return [
    { head: "Layer", first: true, kind: "text", sort: (layer) => layer.index, cell: (layer) => named(layer.name) },
    { head: "Operation", kind: "text roomy", sort: (layer) => layer.operation, cell: (layer) => layer.operation },
    figure("Depth", "depth", "0 = first layer of the network, 1 = last", 2, "number roomy"),
    { head: "Features", kind: "number", sort: (layer) => layer.features,
      cell: (layer) => format.count(layer.features) },
    { head: "Dead", kind: "number", hint: "features with the same value in every image",
      sort: (layer) => layer.dead, cell: (layer) => format.count(layer.dead) },
    share("Presence", "presence_share", "pairs selected by presence", "number presence"),
    share("Absence", "absence_share", "pairs selected by absence", "number absence"),
    share("Noise", "noise_share", "pairs expected over the threshold by chance / pairs found over it"),
    figure("Mean |s|", "mean_abs", "mean |signed KS| over all pairs", 3),
    figure("Random", "null_mean_abs", "the same for random classes of the same sizes", 3),
    figure("Max s", "max_presence", "the strongest by presence"),
    figure("Min s", "max_absence", "the strongest by absence"),
    share("Both ways", "both_share", "features by presence for one class and by absence for another"),
    share("No class", "none_share", "features selected for no class"),
  ].filter((column) => column.head !== "Operation" || MODEL.layers.some((layer) => layer.operation !== ""));
};

function layersView(chosen) {
  const rows = table(layerColumns(), MODEL.layers, {
    caption: "All layers in numbers",
    kind: "dense",
    rowAttributes: (layer) => ({
      id: layer === MODEL.layers[chosen] ? "chosen" : null,
      class: layer === MODEL.layers[chosen] ? "chosen" : null,
    }),
  });
  return [
    viewHeading("Layers"),
    make("p", { class: "lead" }, "From the first layer on the left to the last on the right. Point at a chart, "
      + "or use the arrow keys in it, for the numbers."),
    make("div", { class: "charts" }, sharesChart(), strengthChart(), featuresChart()),
    make("h2", {}, "All layers in numbers"),
    rows.element,
  ];
}
