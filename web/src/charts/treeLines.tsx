/* The tree of merges beside a heat map: leaves from top to bottom, the root on the left. */

import { scaleLinear } from "d3-scale";
import type { JSX } from "preact";

import { type Merge, branches } from "./tree.ts";

interface Props {
  merges: readonly Merge[];
  order: readonly number[];
  top: number;
  height: number;
  width: number;
}

export function TreeLines({ merges, order, top, height, width }: Props): JSX.Element {
  const drawn = branches(merges, order);
  const highest = Math.max(1e-9, ...drawn.map((branch) => branch.height));
  const x = scaleLinear()
    .domain([0, highest])
    .range([width - 2, 2]);
  const y = (place: number): number => top + ((place + 0.5) * height) / order.length;
  const path = drawn
    .map(
      (one) =>
        `M${x(one.firstHeight)} ${y(one.first)}H${x(one.height)}V${y(one.second)}H${x(one.secondHeight)}`,
    )
    .join("");
  return <path class="tree" d={path} />;
}
