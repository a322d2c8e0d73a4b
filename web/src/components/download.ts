/* Files that a reader takes away. They are made in the page: nothing is asked of a server. */

function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export const saveCsv = (stem: string, text: string): void => save(`${stem}.csv`, "text/csv", text);

const STYLES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-linecap",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "dominant-baseline",
] as const;

/* A copy of a drawing that stands alone: what the style sheet says of it becomes attributes. */
function standalone(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  originals.forEach((original, i) => {
    const styles = getComputedStyle(original);
    const target = copies[i]!;
    for (const name of STYLES) {
      const value = styles.getPropertyValue(name);
      if (value !== "") target.setAttribute(name, value);
    }
    target.removeAttribute("class");
    target.removeAttribute("style");
  });
  for (const hidden of [...copy.querySelectorAll("[data-screen-only]")]) hidden.remove();
  return copy;
}

/* Saves a drawing as SVG. A canvas that lies under it becomes an image within it. */
export function saveSvg(
  stem: string,
  title: string,
  drawing: SVGSVGElement,
  canvas: HTMLCanvasElement | null,
): void {
  const copy = standalone(drawing);
  const space = copy.namespaceURI!;
  const make = (name: string, attributes: Record<string, string>): SVGElement => {
    const element = document.createElementNS(space, name) as SVGElement;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const { width, height } = drawing.getBoundingClientRect();
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.removeAttribute("aria-hidden");
  if (canvas !== null) {
    const [box, under] = [drawing.getBoundingClientRect(), canvas.getBoundingClientRect()];
    copy.prepend(
      make("image", {
        x: String(under.left - box.left),
        y: String(under.top - box.top),
        width: String(under.width),
        height: String(under.height),
        preserveAspectRatio: "none",
        href: canvas.toDataURL("image/png"),
      }),
    );
  }
  const background = getComputedStyle(document.documentElement).backgroundColor;
  copy.prepend(make("rect", { width: "100%", height: "100%", fill: background }));
  const name = make("title", {});
  name.textContent = title;
  copy.prepend(name);
  save(`${stem}.svg`, "image/svg+xml", `${new XMLSerializer().serializeToString(copy)}\n`);
}
