/* Colours that hold for every kind of colour vision. Presence and absence are the two poles of a diverging
   scale from blue to orange; classes take Okabe and Ito's colours, and a shape where colours run out. */

import { scaleLinear } from "d3-scale";

export type Theme = "light" | "dark";

/* From −1 over 0 to +1. */
const DIVERGING: Record<Theme, string[]> = {
  light: ["#7a3203", "#c2620f", "#f3c596", "#f7f7f5", "#a9cdf3", "#2474c9", "#083f80"],
  dark: ["#ffb978", "#d47a2c", "#6b4120", "#20262e", "#1f466f", "#4390dc", "#a5d2ff"],
};

/* The colour of a number that does not exist. */
export const missing = (theme: Theme): string =>
  theme === "light" ? "rgb(217, 221, 227)" : "rgb(57, 65, 76)";

/* The colour of values in [−limit, limit], as "rgb(r, g, b)". */
export function diverging(theme: Theme, limit: number): (value: number) => string {
  const ends = [-1, -0.6, -0.25, 0, 0.25, 0.6, 1].map((share) => share * limit);
  return scaleLinear<string>().domain(ends).range(DIVERGING[theme]).clamp(true);
}

const OKABE_ITO = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];
export const SHAPES = ["circle", "square", "triangle", "diamond", "cross"] as const;
export type Shape = (typeof SHAPES)[number];

export interface Mark {
  colour: string;
  shape: Shape;
}

/* The mark of a class: colours change first, then shapes; after 30 classes marks come again. */
export function markOf(place: number): Mark {
  return {
    colour: OKABE_ITO[place % OKABE_ITO.length]!,
    shape: SHAPES[Math.floor(place / OKABE_ITO.length) % SHAPES.length]!,
  };
}

/* The outline of a mark of the given radius about (x, y), as an SVG path. */
export function markPath(shape: Shape, x: number, y: number, r: number): string {
  switch (shape) {
    case "circle":
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case "square":
      return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`;
    case "triangle":
      return `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`;
    case "diamond":
      return `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}Z`;
    case "cross":
      return `M${x - r} ${y - r / 3}h${r * 0.67}v${-r * 0.67}h${r * 0.67}v${r * 0.67}h${r * 0.67}v${r * 0.67}h${-r * 0.67}v${r * 0.67}h${-r * 0.67}v${-r * 0.67}h${-r * 0.67}Z`;
  }
}
