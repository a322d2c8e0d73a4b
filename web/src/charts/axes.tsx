/* Axes and lines that charts share. */

import type { JSX } from "preact";

import { fixed } from "../format/number.ts";

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface AxisProps {
  ticks: readonly number[];
  at: (value: number) => number;
  box: Box;
  text?: (value: number) => string;
}

/* Decimals that tell ticks apart. */
export function tickText(ticks: readonly number[]): (value: number) => string {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) || 1;
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return (value) => fixed(value, decimals);
}

export function ValueAxis({ ticks, at, box, text = tickText(ticks) }: AxisProps): JSX.Element {
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            class={Math.abs(tick) < 1e-9 ? "zero" : "grid"}
            x1={box.left}
            x2={box.right}
            y1={at(tick)}
            y2={at(tick)}
          />
          <text class="tick-label" x={box.left - 8} y={at(tick) + 4}>
            {text(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

export function BaseAxis({ ticks, at, box, text = tickText(ticks) }: AxisProps): JSX.Element {
  return (
    <g>
      <line class="zero" x1={box.left} x2={box.right} y1={box.bottom} y2={box.bottom} />
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="zero" x1={at(tick)} x2={at(tick)} y1={box.bottom} y2={box.bottom + 5} />
          <text class="label" x={at(tick)} y={box.bottom + 19}>
            {text(tick)}
          </text>
        </g>
      ))}
    </g>
  );
}

/* Width of a label in the charts' type. */
export const LETTER = 6.6;
