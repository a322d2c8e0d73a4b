/* The classes: a list of all, and a page for each with its strongest statements. */

/* Other classes that a feature speaks for on a side; the cap is that of the table of features. */
function otherClasses(feature, side, ownPlace) {
  const total = feature[`${side}_classes`];
  const listed = feature[side].filter(([place]) => place !== ownPlace);
  const own = feature[side].length - listed.length;
  if (listed.length === 0) return null;
  const more = total - listed.length - own;
  return make("p", { class: "others" },
    make("span", { class: `word ${side}` }, side === "presence" ? "present also for " : "absent also for "),
    ...listed.flatMap(([place, s], i) => [
      i === 0 ? null : ", ", classLink(place), make("span", { class: "s" }, ` ${format.signed(s)}`)]),
    more > 0 ? ` and ${format.count(more)} more` : null);
}

/* Two bars that say it all: how many images of the class, and of the rest, lie above the cut. */
function shareRows(statement, place, side) {
  const row = (share, text, kind) => make("div", { class: "share-row" },
    make("span", { class: "share-figure" }, format.percent(share)), bar(share, kind),
    make("span", { class: "share-text" }, text));
  return make("div", { class: "shares" },
    make("p", {}, "Fires above ", make("b", {}, format.short(statement.location)),
      side === "presence" ? " in" : " in only"),
    row(statement.inner_share, ["of ", named(MODEL.classes[place].name)], side),
    row(statement.outer_share, MODEL.classes[place].reference
      ? ["of ", named(MODEL.classes[place].reference)] : "of all other images", "rest"));
}

function statementCard(statement, place, side) {
  const feature = MODEL.features[statement.feature];
  const figures = make("p", { class: "figures" },
    make("span", { title: "area under the ROC curve: chance that an image of the class fires more than another" },
      `AUC ${format.fixed(statement.auc)}`),
    make("span", { title: "|s| that this layer reaches by chance for a class of this size" },
      `noise up to ${format.fixed(statement.noise_threshold)}`),
    make("span", { title: "share of all images for which the feature is exactly zero" },
      `zero in ${format.percent(feature.zero_share)}`));
  const strips = [
    imageStrip("Most in the class", statement.most),
    imageStrip("Least in the class", statement.least),
    imageStrip("Most elsewhere", statement.others, true),
  ].filter(Boolean);
  return make("article", { class: `statement ${side}` },
    make("header", {},
      make("span", { class: "strength", title: "signed KS" }, format.signed(statement.signed_ks)),
      make("div", {}, make("h3", {}, named(feature.name)),
        make("p", { class: "where" }, "layer ", layerLink(feature.layer), `, depth ${format.fixed(MODEL.layers[feature.layer].depth)}`))),
    shareRows(statement, place, side), figures,
    otherClasses(feature, side, place),
    otherClasses(feature, side === "presence" ? "absence" : "presence", place),
    strips.length > 0 ? make("div", { class: "strips" }, ...strips) : null);
}

function statementList(item, place, side) {
  const total = item[`selected_${side}`];
  const heading = side === "presence" ? "By presence" : "By absence";
  const words = side === "presence"
    ? "These features fire more for this class than for the rest."
    : "These features fire less for this class than for the rest: what it lacks is a sign of it too.";
  return make("section", { class: `side ${side}` },
    make("h2", {}, make("span", { class: `key bars ${side}`, "aria-hidden": "true" }), heading),
    make("p", {}, total === 0 ? "No feature passes the threshold on this side."
      : `${words} The strongest ${format.count(item[side].length)} of ${format.count(total)}.`),
    ...item[side].map((statement) => statementCard(statement, place, side)));
}

function classChart(item) {
  const shares = (key) => MODEL.layers.map((layer, i) => item[key][i] / Math.max(1, layer.features));
  const [presence, absence] = [shares("layer_presence"), shares("layer_absence")];
  return layerChart({
    title: "Where in the network the class is told",
    note: "Share of each layer's features that speak for the class: above the line by presence, below it "
      + "by absence.",
    series: [
      { name: "by presence", kind: "presence", type: "bars", values: presence },
      { name: "by absence", kind: "absence", type: "bars", below: true, values: absence.map((v) => -v) },
    ],
    empty: "No feature passes the threshold",
    text: (value) => format.percent(Math.abs(value)),
    tip: (i) => [
      ["presence", `${format.percent(presence[i])} (${format.count(item.layer_presence[i])})`],
      ["absence", `${format.percent(absence[i])} (${format.count(item.layer_absence[i])})`],
      ["features", format.count(MODEL.layers[i].features)],
    ],
  });
}

function classView(place) {
  const item = MODEL.classes[place];
  const count = MODEL.classes.length;
  const step = (to, text, rel) => make("a", { href: link.class((to + count) % count), rel }, text);
  return [
    make("p", { class: "path" }, make("a", { href: link.view("classes") }, "All classes"),
      count > 1 ? make("span", { class: "steps" }, step(place - 1, "← previous", "prev"),
        step(place + 1, "next →", "next")) : null),
    viewHeading(named(item.name)),
    make("p", { class: "lead" }, `${format.counted(item.images, "image", "images")}. `,
      `${format.percent(selectedShare(item))} of the ${format.count(MODEL.all.features)} features tell it from `,
      `the other ${format.counted(item.rest, "image", "images")}: `,
      make("span", { class: "word presence" }, `${format.count(item.selected_presence)} by presence`), ", ",
      make("span", { class: "word absence" }, `${format.count(item.selected_absence)} by absence`), "."),
    item.images === 1 ? make("p", { class: "notice" }, "This class has a single image: its scores are of little worth.") : null,
    classChart(item),
    make("div", { class: "sides" }, statementList(item, place, "presence"), statementList(item, place, "absence")),
  ].filter(Boolean);
}

/* The image that stands for a class in the list: the first of its strongest statement. */
function faceOf(item) {
  const first = [...item.presence, ...item.absence].find((statement) => statement.most.length > 0);
  const image = first === undefined ? null : MODEL.images.table[first.most[0][0]];
  return image === null || image.data === undefined ? null
    : make("img", { class: "face", alt: "", loading: "lazy", src: `data:${MODEL.images.media};base64,${image.data}` });
}

function classColumns() {
  const most = Math.max(1, ...MODEL.classes.flatMap((item) => [item.selected_presence, item.selected_absence]));
  const counts = (side) => ({
    head: side === "presence" ? "By presence" : "By absence", kind: `number ${side}`,
    hint: `features that speak for the class by ${side}`,
    sort: (item) => item[`selected_${side}`],
    cell: (item) => make("span", { class: "with-bar" }, bar(item[`selected_${side}`] / most, side),
      make("span", {}, format.count(item[`selected_${side}`]))),
  });
  const best = (side) => ({
    head: side === "presence" ? "Max s" : "Min s", kind: `number ${side} wide`,
    hint: `the strongest by ${side}`, sort: (item) => Math.abs(strongest(item, side)),
    cell: (item) => item[side].length === 0 ? "–" : format.signed(strongest(item, side)),
  });
  return [
    { head: "Class", first: true, kind: "text", sort: (item) => item.name,
      cell: (item) => make("span", { class: "class-cell" }, faceOf(item), classLink(classPlaces.get(item.name))) },
    { head: "Images", kind: "number wide", sort: (item) => item.images, cell: (item) => format.count(item.images) },
    { head: "Share", kind: "number", hint: "of all features, those that speak for the class",
      sort: selectedShare, cell: (item) => format.percent(selectedShare(item)) },
    counts("presence"), counts("absence"), best("presence"), best("absence"),
  ];
}

function classesView() {
  const list = table(classColumns(), MODEL.classes, { caption: "Classes" });
  const hits = make("span", { class: "hits", role: "status" });
  const search = make("input", { type: "search", id: "class-filter", autocomplete: "off", spellcheck: "false",
    oninput: () => {
      const text = search.value.trim().toLocaleLowerCase();
      const found = MODEL.classes.filter((item) => item.name.toLocaleLowerCase().includes(text));
      hits.textContent = text === "" ? "" : `${format.count(found.length)} of ${format.count(MODEL.classes.length)}`;
      list.show(found);
    } });
  return [
    viewHeading("Classes"),
    make("p", { class: "lead" }, "How many features speak for each class, by presence and by absence. A class opens its strongest "
      + "features with the images that fire most and least."),
    make("p", { class: "filter" }, make("label", { for: "class-filter" }, "Find a class"), search, hits),
    list.element,
  ];
}
