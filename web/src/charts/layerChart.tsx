/* A chart over the layers of the network, from the first on the left to the last on the right, with a marker
   that follows pointer and arrow keys. */

import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";

import { Figure } from "../components/figure.tsx";
import { useWidth } from "../components/hooks.ts";
import { stepped } from "../components/keys.ts";
import { Tip } from "../components/tip.tsx";
import { shortNames } from "../format/names.ts";
import { isNumber } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { Maybe } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { type Box, LETTER, ValueAxis } from "./axes.tsx";

/* Bars stand on zero or hang from it; a band reaches from −value to +value. */
export interface Series {
  name: string;
  kind: string;
  type: "bars" | "line" | "band";
  values: Maybe[];
  below?: boolean;
  dots?: boolean;
}

interface Props {
  title: string;
  note: ComponentChildren;
  stem: string;
  series: Series[];
  text: (value: number) => string;
  /* The lines of numbers for a layer. */
  tip: (place: number) => [string, string][];
  /* The axis reaches at least so far. */
  top?: number;
  /* Said where all values are 0. */
  empty?: string;
}

const HEIGHT = 250;

/* Ends of the axis; where all values are 0 there is no scale to take from them: all of it is shown. */
function range(series: Series[], top: number): [number, number] {
  const values = series.flatMap((one) => [
    ...one.values.filter(isNumber),
    ...(one.type === "band" ? one.values.filter(isNumber).map((value) => -value) : []),
  ]);
  if (values.every((value) => value === 0)) return [series.some((one) => one.below) ? -1 : 0, 1];
  return [Math.min(0, ...values), Math.max(top, ...values)];
}

interface Geometry {
  box: Box;
  band: number;
  x: (place: number) => number;
  y: (value: number) => number;
}

function Drawn({ one, at }: { one: Series; at: Geometry }): JSX.Element {
  const { x, y, band } = at;
  const there = (value: Maybe): boolean => isNumber(value);
  if (one.type === "bars") {
    const width = Math.max(1.5, Math.min(44, band * 0.72));
    return (
      <g class={`series ${one.kind}`}>
        {one.values.map((value, i) =>
          isNumber(value) && value !== 0 ? (
            <rect
              key={i}
              x={x(i) - width / 2}
              width={width}
              y={Math.min(y(0), y(value))}
              height={Math.max(0.5, Math.abs(y(value) - y(0)))}
              rx={Math.min(2, width / 4)}
            />
          ) : null,
        )}
      </g>
    );
  }
  if (one.type === "band") {
    const shape = area<Maybe>()
      .defined(there)
      .x((_, i) => x(i))
      .y0((value) => y(-value!))
      .y1((value) => y(value!));
    return <path class={`series band ${one.kind}`} d={shape(one.values) ?? ""} />;
  }
  const shape = line<Maybe>()
    .defined(there)
    .x((_, i) => x(i))
    .y((value) => y(value!));
  return (
    <g class={`series ${one.kind}`}>
      <path class={`line ${one.kind}`} d={shape(one.values) ?? ""} />
      {one.dots &&
        one.values.map((value, i) =>
          isNumber(value) ? (
            <circle key={i} class="dot" cx={x(i)} cy={y(value)} r={band > 14 ? 3.5 : 2.2} />
          ) : null,
        )}
    </g>
  );
}

/* Names under the axis: as many as fit without touching. */
function LayerLabels({ at, width }: { at: Geometry; width: number }): JSX.Element {
  const { layers } = useReport().core;
  const names = shortNames(
    layers.map((layer) => layer.name),
    width < 600 ? 16 : 24,
  );
  const shown: { i: number; x: number }[] = [];
  let free = Infinity;
  // From the last layer, which always has its name, to the first.
  for (let i = names.length - 1; i >= 0; --i) {
    const half = (names[i]!.length * LETTER) / 2;
    const x = Math.min(Math.max(at.x(i), half), width - half);
    if (x + half + 12 > free) continue;
    shown.push({ i, x });
    free = x - half;
  }
  return (
    <g>
      {shown.map(({ i, x }) => (
        <text key={i} class="label" x={x} y={at.box.bottom + 19}>
          {names[i]}
        </text>
      ))}
      <text class="axis-end" x={at.box.right} y={at.box.bottom + 37}>
        deeper →
      </text>
    </g>
  );
}

export function LayerChart({ title, note, stem, series, text, tip, top = 0, empty }: Props): JSX.Element {
  const { layers } = useReport().core;
  const [stage, width] = useWidth<HTMLDivElement>(600);
  const [place, setPlace] = useState<number | null>(null);
  const box: Box = { left: 52, right: width - 14, top: 14, bottom: HEIGHT - 44 };
  const scale = scaleLinear().domain(range(series, top)).nice(5).range([box.bottom, box.top]);
  const band = (box.right - box.left) / layers.length;
  const at: Geometry = { box, band, x: (i) => box.left + band * (i + 0.5), y: (value) => scale(value) };
  const told = (i: number): string =>
    `${layers[i]!.name}: ${tip(i)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`;
  const nothing = series.every((one) => one.values.every((value) => !isNumber(value) || value === 0));
  const pointed = (event: PointerEvent): void => {
    const left = stage.current!.getBoundingClientRect().left;
    const under = Math.floor((event.clientX - left - box.left) / band);
    setPlace(Math.min(layers.length - 1, Math.max(0, under)));
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setPlace(null);
    if (event.key === "Enter" && place !== null) location.hash = link.layer(layers[place]!.name);
    const next = stepped(event.key, place, layers.length);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(next);
  };
  return (
    <Figure
      title={title}
      note={note}
      stem={stem}
      legend={series}
      numbers={{
        head: ["layer", ...series.map((one) => one.name)],
        rows: () =>
          layers.map((layer, i) => [
            layer.name,
            ...series.map((one) => {
              const value = one.values[i];
              return one.below && isNumber(value) ? Math.abs(value) : value;
            }),
          ]),
      }}
    >
      <div
        class="stage"
        ref={stage}
        style={{ height: `${HEIGHT}px` }}
        tabIndex={0}
        role="slider"
        aria-label={`${title}: layer`}
        aria-valuemin={1}
        aria-valuemax={layers.length}
        aria-valuenow={(place ?? 0) + 1}
        aria-valuetext={told(place ?? 0)}
        onPointerMove={pointed}
        onPointerLeave={() => setPlace(null)}
        onBlur={() => setPlace(null)}
        onKeyDown={pressed}
        onClick={() => place !== null && (location.hash = link.layer(layers[place]!.name))}
      >
        <svg class="plot" data-drawing width={width} height={HEIGHT} aria-hidden="true">
          {series
            .filter((one) => one.type === "band")
            .map((one) => (
              <Drawn key={one.name} one={one} at={at} />
            ))}
          <ValueAxis ticks={scale.ticks(5)} at={at.y} box={box} text={text} />
          <LayerLabels at={at} width={width} />
          {nothing && empty !== undefined && (
            <text class="label empty" x={(box.left + box.right) / 2} y={(box.top + box.bottom) / 2 - 10}>
              {empty}
            </text>
          )}
          {series
            .filter((one) => one.type !== "band")
            .map((one) => (
              <Drawn key={one.name} one={one} at={at} />
            ))}
          {place !== null && (
            <line
              class="marker"
              data-screen-only
              x1={at.x(place)}
              x2={at.x(place)}
              y1={box.top}
              y2={box.bottom}
            />
          )}
        </svg>
        {place !== null && (
          <Tip x={at.x(place)} width={width} title={layers[place]!.name} rows={tip(place)} />
        )}
      </div>
    </Figure>
  );
}
