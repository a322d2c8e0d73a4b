/* The two empirical distribution functions, and the gap between them that is s. */

import { scaleLinear } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { Figure } from "../components/figure.tsx";
import { useWidth } from "../components/hooks.ts";
import { stepped } from "../components/keys.ts";
import { Tip } from "../components/tip.tsx";
import { fixed, percent, percentFine, short, signed } from "../format/number.ts";
import { BaseAxis, type Box, ValueAxis } from "./axes.tsx";
import type { Distributions } from "./distribution.ts";

const HEIGHT = 280;

interface Props {
  of: Distributions;
  signedKs: number;
  side: "presence" | "absence";
  className: string;
  rest: string;
  stem: string;
}

/* Steps from 0 before the first knot to 1 at the last. */
function steps(
  knots: readonly number[],
  shares: readonly number[],
  x: (v: number) => number,
  y: (v: number) => number,
): string {
  const points: [number, number][] = [[x(knots[0]!), y(0)]];
  knots.forEach((knot, k) => points.push([x(knot), y(shares[k]!)]));
  return line().curve(curveStepAfter)(points) ?? "";
}

export function DistributionChart({ of, signedKs, side, className, rest, stem }: Props): JSX.Element {
  const [stage, width] = useWidth<HTMLDivElement>(600);
  const [place, setPlace] = useState<number | null>(null);
  const { knots, inner, outer, gap } = of;
  const box: Box = { left: 52, right: width - 14, top: 14, bottom: HEIGHT - 34 };
  const [low, high] = [knots[0]!, knots.at(-1)!];
  const pad = (high - low || 1) * 0.02;
  const x = scaleLinear()
    .domain([low - pad, high + pad])
    .range([box.left, box.right]);
  const y = scaleLinear().domain([0, 1]).range([box.bottom, box.top]);
  const tip = (k: number): [string, string][] => [
    ["class", percentFine(inner[k])],
    ["rest", percentFine(outer[k])],
    ["gap", signed(outer[k]! - inner[k]!, 3)],
  ];
  const told = (k: number): string =>
    `at most ${short(knots[k])}: ${tip(k)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`;
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setPlace(null);
    const next = stepped(event.key, place, knots.length);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(next);
  };
  const pointed = (event: PointerEvent): void => {
    const value = x.invert(event.clientX - stage.current!.getBoundingClientRect().left);
    let under = knots.findIndex((knot) => knot > value);
    under = under < 0 ? knots.length - 1 : Math.max(0, under - 1);
    setPlace(under);
  };
  const at = gap < 0 ? 0 : x(knots[gap]!);
  const flip = at > width * 0.6;
  return (
    <Figure
      title="Where class and rest differ most"
      note="Share of the class and of the rest that fires at most so strongly. The widest gap between the two lines is s."
      stem={stem}
      legend={[
        { name: className, kind: side, type: "line" },
        { name: rest, kind: "noise", type: "line" },
      ]}
      numbers={{
        head: [
          "activation",
          `share of ${className}`,
          `share of ${rest}`,
          `images of ${className}`,
          `images of ${rest}`,
        ],
        rows: () => knots.map((knot, k) => [knot, inner[k], outer[k], of.innerCount[k], of.outerCount[k]]),
      }}
    >
      <div
        class="stage"
        ref={stage}
        style={{ height: `${HEIGHT}px` }}
        tabIndex={0}
        role="slider"
        aria-label="Distribution functions: activation"
        aria-valuemin={1}
        aria-valuemax={knots.length}
        aria-valuenow={(place ?? 0) + 1}
        aria-valuetext={told(place ?? 0)}
        onPointerMove={pointed}
        onPointerLeave={() => setPlace(null)}
        onBlur={() => setPlace(null)}
        onKeyDown={pressed}
      >
        <svg class="plot" data-drawing width={width} height={HEIGHT} aria-hidden="true">
          <ValueAxis ticks={y.ticks(5)} at={(value) => y(value)} box={box} text={percent} />
          <BaseAxis ticks={x.ticks(width < 500 ? 4 : 8)} at={(value) => x(value)} box={box} text={short} />
          <path class="line noise" d={steps(knots, outer, x, y)} />
          <path class={`line series ${side}`} d={steps(knots, inner, x, y)} />
          {gap >= 0 && (
            <g class="gap" data-gap={signedKs}>
              <line x1={at} x2={at} y1={y(inner[gap]!)} y2={y(outer[gap]!)} />
              <circle cx={at} cy={y(inner[gap]!)} r={3.5} />
              <circle cx={at} cy={y(outer[gap]!)} r={3.5} />
              <text
                class={flip ? "end" : ""}
                x={at + (flip ? -8 : 8)}
                y={(y(inner[gap]!) + y(outer[gap]!)) / 2 + 4}
              >
                {`s = ${signed(signedKs, 3)} at ${short(knots[gap])}`}
              </text>
            </g>
          )}
          {place !== null && (
            <line
              class="marker"
              data-screen-only
              x1={x(knots[place]!)}
              x2={x(knots[place]!)}
              y1={box.top}
              y2={box.bottom}
            />
          )}
        </svg>
        {place !== null && (
          <Tip
            x={x(knots[place]!)}
            y={120}
            width={width}
            title={`at most ${short(knots[place])}`}
            rows={tip(place)}
          />
        )}
      </div>
      {gap >= 0 && (
        <p class="reading-line">
          {`At the cut, ${short(knots[gap])}: ${percentFine(1 - inner[gap]!)} of the class and ${percentFine(1 - outer[gap]!)} of the rest lie above; the gap is ${fixed(Math.abs(outer[gap]! - inner[gap]!), 4)}.`}
        </p>
      )}
    </Figure>
  );
}
