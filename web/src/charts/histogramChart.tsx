/* How often each activation occurs in the class and in the rest, with the cut between them. */

import { scaleLinear } from "d3-scale";
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { Figure } from "../components/figure.tsx";
import { useWidth } from "../components/hooks.ts";
import { stepped } from "../components/keys.ts";
import { Term } from "../components/terms.tsx";
import { Tip } from "../components/tip.tsx";
import { count, percent, percentFine, short } from "../format/number.ts";
import { BaseAxis, type Box, ValueAxis } from "./axes.tsx";
import type { Histogram } from "./distribution.ts";

const HEIGHT = 280;
const ZERO = 34;

interface Column {
  name: string;
  inner: number;
  outer: number;
  left: number;
  right: number;
}

interface Props {
  of: Histogram;
  cut: number;
  side: "presence" | "absence";
  className: string;
  rest: string;
  stem: string;
}

/* The columns with their edges on the screen: the zeros first, apart from the bins. */
function columnsOf(of: Histogram, x: (value: number) => number, left: number): Column[] {
  const out: Column[] = of.bins.map((bin) => ({
    name: `${short(bin.from)} to ${short(bin.to)}`,
    inner: bin.inner,
    outer: bin.outer,
    left: x(bin.from),
    right: x(bin.to),
  }));
  if (of.zeroInner + of.zeroOuter > 0) {
    out.unshift({
      name: "exactly 0",
      inner: of.zeroInner,
      outer: of.zeroOuter,
      left,
      right: left + ZERO - 12,
    });
  }
  return out;
}

export function HistogramChart({ of, cut, side, className, rest, stem }: Props): JSX.Element {
  const [stage, width] = useWidth<HTMLDivElement>(600);
  const [place, setPlace] = useState<number | null>(null);
  const zeros = of.zeroInner + of.zeroOuter > 0;
  const box: Box = { left: 52, right: width - 14, top: 26, bottom: HEIGHT - 34 };
  const low = of.bins[0]?.from ?? 0;
  const high = of.bins.at(-1)?.to ?? 1;
  const x = scaleLinear()
    .domain(low < high ? [low, high] : [low - 1, high + 1])
    .range([box.left + (zeros ? ZERO : 0), box.right]);
  const columns = columnsOf(of, x, box.left);
  const inner = (column: Column): number => column.inner / Math.max(1, of.inner);
  const outer = (column: Column): number => column.outer / Math.max(1, of.outer);
  const most = Math.max(0.01, ...columns.map((column) => Math.max(inner(column), outer(column))));
  const y = scaleLinear().domain([0, most]).nice(4).range([box.bottom, box.top]);
  const tip = (column: Column): [string, string][] => [
    ["class", `${count(column.inner)} (${percentFine(inner(column))})`],
    ["rest", `${count(column.outer)} (${percentFine(outer(column))})`],
  ];
  const told = (column: Column): string =>
    `${column.name}: ${tip(column)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`;
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setPlace(null);
    const next = stepped(event.key, place, columns.length);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(next);
  };
  const pointed = (event: PointerEvent): void => {
    const at = event.clientX - stage.current!.getBoundingClientRect().left;
    const under = columns.findIndex((column) => at >= column.left && at < column.right);
    setPlace(under < 0 ? null : under);
  };
  const marked = place === null ? undefined : columns[place];
  return (
    <Figure
      title="How often the feature fires how strongly"
      note={
        <>
          {"Share of the class and of the rest in each interval of activations; the line is the "}
          <Term name="cut">cut</Term>
          {zeros ? ". Activations of exactly 0 stand apart on the left." : "."}
        </>
      }
      stem={stem}
      legend={[
        { name: className, kind: side, type: "bars" },
        { name: rest, kind: "noise", type: "line" },
      ]}
      numbers={{
        head: ["above", "up to", `images of ${className}`, `images of ${rest}`],
        rows: () => [
          ...(zeros ? [[0, 0, of.zeroInner, of.zeroOuter]] : []),
          ...of.bins.map((bin) => [bin.from, bin.to, bin.inner, bin.outer]),
        ],
      }}
    >
      <div
        class="stage"
        ref={stage}
        style={{ height: `${HEIGHT}px` }}
        tabIndex={0}
        role="slider"
        aria-label="Histogram: interval of activations"
        aria-valuemin={1}
        aria-valuemax={columns.length}
        aria-valuenow={(place ?? 0) + 1}
        aria-valuetext={told(columns[place ?? 0]!)}
        onPointerMove={pointed}
        onPointerLeave={() => setPlace(null)}
        onBlur={() => setPlace(null)}
        onKeyDown={pressed}
      >
        <svg class="plot" data-drawing width={width} height={HEIGHT} aria-hidden="true">
          <ValueAxis ticks={y.ticks(4)} at={(value) => y(value)} box={box} text={percent} />
          <BaseAxis ticks={x.ticks(width < 500 ? 4 : 8)} at={(value) => x(value)} box={box} text={short} />
          {zeros && (
            <text class="label" x={box.left + ZERO / 2 - 6} y={box.bottom + 19}>
              0
            </text>
          )}
          {columns.map((column, i) => (
            <g key={i}>
              <rect
                class={`series ${side} soft`}
                x={column.left}
                width={Math.max(0.5, column.right - column.left - 1)}
                y={y(inner(column))}
                height={box.bottom - y(inner(column))}
              />
              <path
                class="line outline noise"
                d={`M${column.left} ${box.bottom}V${y(outer(column))}H${column.right - 1}V${box.bottom}`}
              />
            </g>
          ))}
          <line class="cut" x1={x(cut)} x2={x(cut)} y1={box.top - 8} y2={box.bottom} />
          <text
            class={`cut-label ${x(cut) > width * 0.75 ? "end" : ""}`}
            x={x(cut) + (x(cut) > width * 0.75 ? -6 : 6)}
            y={box.top - 10}
          >
            {`cut ${short(cut)}`}
          </text>
          {marked !== undefined && (
            <rect
              class="outline-mark"
              data-screen-only
              x={marked.left}
              width={Math.max(1, marked.right - marked.left)}
              y={box.top}
              height={box.bottom - box.top}
            />
          )}
        </svg>
        {marked !== undefined && (
          <Tip x={(marked.left + marked.right) / 2} width={width} title={marked.name} rows={tip(marked)} />
        )}
      </div>
    </Figure>
  );
}
