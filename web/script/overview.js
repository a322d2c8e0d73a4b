/* The overview: what was found, one example, how to read it, and the run's facts. */

/* "4 %" stays on one line. */
const unbroken = (text) => text.replaceAll(" %", `${THIN}%`);

function findingCard(finding) {
  const target = finding.class !== null ? [link.class(finding.class), "Open the class"]
    : finding.layer !== null ? [link.layer(finding.layer), "Open the layer"] : null;
  return make("li", { class: "finding" },
    make("p", { class: "figure" }, unbroken(finding.figure)), make("p", {}, unbroken(finding.text)),
    target === null ? null : make("p", { class: "more" }, make("a", { href: target[0] }, target[1])));
}

/* The strongest statement of all, presence before absence. */
function exampleOf() {
  let best = null;
  for (const side of ["presence", "absence"]) {
    MODEL.classes.forEach((item, place) => {
      const s = Math.abs(strongest(item, side));
      if (item[side].length > 0 && (best === null || s > best.s)) best = { side, place, s };
    });
  }
  return best;
}

function example() {
  const best = exampleOf();
  if (best === null) return [];
  const item = MODEL.classes[best.place];
  return [
    make("h2", {}, "The strongest statement"),
    make("p", {}, "One feature, one class: ", classLink(best.place), "."),
    statementCard(item[best.side][0], best.place, best.side),
  ];
}

const READING = [
  ["Feature", "one channel of a convolution, averaged over its map, or one unit of a dense layer. It is dead where it has the same value in every image."],
  ["Signed KS, s", "how well one feature tells a class from all other images: the widest gap between the two "
    + "distributions of its activations. 0 says nothing; +1 or −1 tells them apart without a mistake."],
  ["By presence", "s > 0: the feature fires more for the class than for the rest."],
  ["By absence", "s < 0: it fires less. What a class lacks can mark it as well as what it has."],
  ["Cut", "the activation at which the gap is widest. “Fires above 1.2 in 96 % of the class and in 4 % of all "
    + "other images” is the statement itself."],
  ["Noise", "random classes of the same sizes show which |s| chance alone reaches in each layer. Only pairs above "
    + "that are counted."],
];

function reading() {
  return make("section", { class: "reading" }, make("h2", {}, "How to read it"),
    make("dl", {}, ...READING.map(([word, text]) => make("div", {}, make("dt", {}, word), make("dd", {}, text)))));
}

function facts() {
  const sections = [...new Set(MODEL.facts.map((fact) => fact.section))];
  return make("div", { class: "facts" }, ...sections.map((section) => make("section", {},
    make("h3", {}, section),
    make("dl", {}, ...MODEL.facts.filter((fact) => fact.section === section).map((fact) =>
      make("div", {}, make("dt", {}, fact.name), make("dd", {}, named(fact.text))))))));
}

/* Every recorded value with its path, however deep. */
function flatten(value, path = "") {
  if (value === null) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value)) return [[path, value.join(", ")]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === "" ? key : `${path} / ${key}`));
}

function recorded() {
  const files = Object.entries(MODEL.provenance).filter(([, value]) => value !== null);
  return make("details", { class: "recorded" }, make("summary", {}, "Everything the files record"),
    ...files.map(([file, value]) => make("section", {}, make("h3", {}, `The ${file} file`),
      make("dl", {}, ...flatten(value).map(([path, text]) =>
        make("div", {}, make("dt", {}, path), make("dd", {}, named(text))))))));
}

function overview() {
  return [
    viewHeading(MODEL.title),
    make("p", { class: "lead" }, "What every feature of every layer tells about every class, by its presence and by its absence, "
      + "with the noise measured and cut off."),
    ...MODEL.notices.map((notice) => make("p", { class: "notice" }, notice)),
    make("ul", { class: "findings" }, ...MODEL.findings.map(findingCard)),
    make("div", { class: "charts" }, sharesChart(), strengthChart()),
    ...example(),
    reading(),
    make("h2", {}, "The run"),
    facts(),
    recorded(),
  ];
}
