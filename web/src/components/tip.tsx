/* The box of exact numbers beside a marker in a chart. */

import type { ComponentChildren, JSX } from "preact";

import { Name } from "./names.tsx";

interface Props {
  /* Where the marker is, and how wide the chart. */
  x: number;
  y?: number;
  width: number;
  title: string;
  rows: [string, string][];
  children?: ComponentChildren;
}

/* On the side of the marker that has more room. */
export function Tip({ x, y = 8, width, title, rows, children }: Props): JSX.Element {
  const side = x < width / 2 ? { left: `${x + 12}px` } : { right: `${width - x + 12}px` };
  return (
    <div
      class="tip"
      style={{ ...side, top: `${y}px`, maxWidth: `${Math.max(130, Math.max(x, width - x) - 16)}px` }}
    >
      {children}
      <strong>
        <Name text={title} />
      </strong>
      <dl>
        {rows.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
      </dl>
    </div>
  );
}
