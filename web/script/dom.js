/* Elements made by calls; text is always textContent, so names can hold anything. */

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const make = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);
const draw = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/* A name is data in any script and direction. It may be broken after its separators. */
const named = (text) => make("bdi", { class: "name", title: text.length > 40 ? text : null },
  ...text.split(/(?<=[_/.:-])(?=[^_/.:-])/).flatMap((part, i) => (i === 0 ? [part] : [make("wbr"), part])));

const classLink = (place) => make("a", { href: link.class(place) }, named(MODEL.classes[place].name));
const layerLink = (place) => make("a", { href: link.layer(place) }, named(MODEL.layers[place].name));

/* The heading that takes the focus when a view opens. */
const viewHeading = (...children) => make("h1", { tabindex: "-1" }, ...children);

/* A horizontal bar of a share in [0, 1], with an optional tick. The number stands beside it. */
function bar(share, kind, tick) {
  const box = draw("svg", {
    class: `bar ${kind}`, viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true",
  }, draw("rect", { class: "track", width: 100, height: 10 }),
  draw("rect", { class: "fill", width: 100 * Math.min(1, Math.max(0, share)), height: 10 }));
  if (isNumber(tick)) box.append(draw("rect", { class: "tick", x: 100 * tick - 0.4, width: 0.8, height: 10 }));
  return box;
}

/* A table. Columns: {head, hint, cell(row), sort(row), kind, first}; a column with `sort` has a button
   in its head. Rows are made anew for each order. */
function table(columns, rows, { caption, kind = "", rowAttributes = () => ({}) }) {
  const body = make("tbody");
  const heads = columns.map((column) => {
    const head = make("th", { scope: "col", class: column.kind, title: column.hint });
    head.append(column.sort
      ? make("button", { type: "button", onclick: () => sortBy(column) }, column.head)
      : column.head);
    return head;
  });
  let current = null;
  let shown = rows;
  function fillBody() {
    const sorted = current === null ? shown : [...shown].sort((a, b) => {
      const [x, y] = [current.column.sort(a), current.column.sort(b)];
      const by = typeof x === "string" ? x.localeCompare(y) : x - y;
      return current.up ? by : -by;
    });
    columns.forEach((column, i) => {
      if (current !== null && column === current.column) {
        heads[i].setAttribute("aria-sort", current.up ? "ascending" : "descending");
      } else {
        heads[i].removeAttribute("aria-sort");
      }
    });
    body.replaceChildren(...sorted.map((row) => make("tr", rowAttributes(row),
      ...columns.map((column) => make(column.first ? "th" : "td",
        { class: column.kind, scope: column.first ? "row" : null }, column.cell(row))))));
  }
  function sortBy(column) {
    const up = current !== null && current.column === column
      ? !current.up : typeof column.sort(rows[0] ?? {}) === "string";
    current = { column, up };
    fillBody();
  }
  fillBody();
  const element = make("div", { class: `scroll ${kind}`, tabindex: "0", role: "region", "aria-label": caption },
    make("table", {}, make("caption", { class: "hidden" }, caption),
      make("thead", {}, make("tr", {}, ...heads)), body));
  return { element, show(some) { shown = some; fillBody(); } };
}
