/* Every class's s of one feature, from the largest to the smallest. */

import { scaleLinear } from "d3-scale";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";

import { Figure } from "../components/figure.tsx";
import { useWidth } from "../components/hooks.ts";
import { stepped } from "../components/keys.ts";
import { Tip } from "../components/tip.tsx";
import { middleCut } from "../format/names.ts";
import { isNumber, signed } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { Maybe, Place } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { type Box, LETTER, ValueAxis } from "./axes.tsx";

const HEIGHT = 240;

interface Props {
  feature: string;
  values: Maybe[];
  chosen: Place | null;
  stem: string;
}

export function ClassStrip({ feature, values, chosen, stem }: Props): JSX.Element {
  const { classes } = useReport().core;
  const [stage, width] = useWidth<HTMLDivElement>(600);
  const [place, setPlace] = useState<number | null>(null);
  const order = useMemo(
    () =>
      values
        .map((_, i) => i)
        .filter((i) => isNumber(values[i]))
        .sort((a, b) => values[b]! - values[a]! || a - b),
    [values],
  );
  const named = width / order.length > 26;
  const box: Box = { left: 52, right: width - 14, top: 14, bottom: HEIGHT - (named ? 84 : 14) };
  const numbers = order.map((i) => values[i]!);
  const y = scaleLinear()
    .domain([Math.min(0, ...numbers), Math.max(0, ...numbers)])
    .nice(4)
    .range([box.bottom, box.top]);
  const band = (box.right - box.left) / Math.max(1, order.length);
  const x = (i: number): number => box.left + band * (i + 0.5);
  const open = (i: number): void => void (location.hash = link.feature(feature, classes[order[i]!]!.name));
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setPlace(null);
    if (event.key === "Enter" && place !== null) open(place);
    const next = stepped(event.key, place, order.length);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(next);
  };
  const pointed = (event: PointerEvent): void => {
    const left = stage.current!.getBoundingClientRect().left;
    setPlace(Math.min(order.length - 1, Math.max(0, Math.floor((event.clientX - left - box.left) / band))));
  };
  const told = (i: number): string => `${classes[order[i]!]!.name}: s ${signed(values[order[i]!], 3)}`;
  return (
    <Figure
      title="What the feature says of every class"
      note="s of each class, from the largest to the smallest. Choose a class with the arrow keys and Enter, or by a click, to see its distributions."
      stem={stem}
      legend={[
        { name: "by presence", kind: "presence", type: "bars" },
        { name: "by absence", kind: "absence", type: "bars" },
      ]}
      numbers={{ head: ["class", "s"], rows: () => order.map((i) => [classes[i]!.name, values[i]]) }}
    >
      <div
        class="stage pick"
        ref={stage}
        style={{ height: `${HEIGHT}px` }}
        tabIndex={0}
        role="slider"
        aria-label="Classes by s"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, order.length)}
        aria-valuenow={(place ?? 0) + 1}
        aria-valuetext={order.length === 0 ? "no class" : told(place ?? 0)}
        onPointerMove={pointed}
        onPointerLeave={() => setPlace(null)}
        onBlur={() => setPlace(null)}
        onKeyDown={pressed}
        onClick={() => place !== null && open(place)}
      >
        <svg class="plot" data-drawing width={width} height={HEIGHT} aria-hidden="true">
          <ValueAxis
            ticks={y.ticks(4)}
            at={(value) => y(value)}
            box={box}
            text={(value) => signed(value, 1)}
          />
          {order.map((i, k) => {
            const value = values[i]!;
            return (
              <rect
                key={i}
                class={`series ${value > 0 ? "presence" : "absence"}${chosen !== null && chosen !== i ? " soft" : ""}`}
                x={x(k) - (band * 0.84) / 2}
                width={Math.max(0.5, band * 0.84)}
                y={Math.min(y(0), y(value))}
                height={Math.max(0.5, Math.abs(y(value) - y(0)))}
              />
            );
          })}
          {named &&
            order.map((i, k) => {
              const text = middleCut(classes[i]!.name.replace(/\s+/g, " "), Math.floor(92 / LETTER));
              return (
                <text
                  key={i}
                  class="slanted"
                  transform={`translate(${x(k) + 3} ${box.bottom + 12}) rotate(-48)`}
                >
                  {text}
                </text>
              );
            })}
          {place !== null && (
            <line class="marker" data-screen-only x1={x(place)} x2={x(place)} y1={box.top} y2={box.bottom} />
          )}
        </svg>
        {place !== null && (
          <Tip
            x={x(place)}
            width={width}
            title={classes[order[place]!]!.name}
            rows={[
              ["s", signed(values[order[place]!], 3)],
              ["place", `${place + 1} of ${order.length}`],
            ]}
          />
        )}
      </div>
    </Figure>
  );
}
