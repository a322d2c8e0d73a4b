/* A map of images: points on a canvas, the nearest one told to pointer and keys. */

import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { Figure, type Numbers } from "../components/figure.tsx";
import { useTheme, useWidth } from "../components/hooks.ts";
import { Tip } from "../components/tip.tsx";
import { BaseAxis, type Box, ValueAxis } from "./axes.tsx";
import { type Mark, markPath } from "./colour.ts";

interface Props {
  title: string;
  note: ComponentChildren;
  stem: string;
  x: readonly number[];
  y: readonly number[];
  axes: [string, string];
  mark: (point: number) => Mark;
  /* Points that are not in it are pale. */
  bright: (point: number) => boolean;
  name: (point: number) => string;
  tip: (point: number) => [string, string][];
  picture: (point: number) => ComponentChildren;
  numbers: Numbers;
}

function paint(
  canvas: HTMLCanvasElement,
  props: Props,
  px: readonly number[],
  py: readonly number[],
  ratio: number,
  pale: string,
): void {
  const pencil = canvas.getContext("2d")!;
  pencil.setTransform(ratio, 0, 0, ratio, 0, 0);
  pencil.clearRect(0, 0, canvas.width, canvas.height);
  const radius = px.length > 3000 ? 2.4 : px.length > 800 ? 3.2 : 4.2;
  for (const bright of [false, true]) {
    px.forEach((x, point) => {
      if (props.bright(point) !== bright) return;
      const { colour, shape } = props.mark(point);
      pencil.globalAlpha = bright ? 0.85 : 0.5;
      pencil.fillStyle = bright ? colour : pale;
      pencil.fill(new Path2D(markPath(shape, x, py[point]!, bright ? radius : radius * 0.7)));
    });
  }
}

export function Scatter(props: Props): JSX.Element {
  const { title, note, stem, axes, name, tip, picture, numbers } = props;
  const theme = useTheme();
  const [stage, width] = useWidth<HTMLDivElement>(800);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const height = Math.round(Math.min(680, Math.max(340, width * 0.72)));
  const box: Box = { left: 56, right: width - 14, top: 14, bottom: height - 48 };
  const [xs, ys] = useMemo(() => {
    const scale = (values: readonly number[], ends: [number, number]) => {
      const [low = 0, high = 1] = extent(values);
      const pad = (high - low || 1) * 0.04;
      return scaleLinear()
        .domain([low - pad, high + pad])
        .range(ends);
    };
    return [scale(props.x, [box.left, box.right]), scale(props.y, [box.bottom, box.top])];
  }, [props.x, props.y, width]);
  const px = useMemo(() => props.x.map((value) => xs(value)), [xs]);
  const py = useMemo(() => props.y.map((value) => ys(value)), [ys]);

  useLayoutEffect(() => {
    const element = canvas.current!;
    const ratio = Math.min(2, devicePixelRatio);
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    paint(element, props, px, py, ratio, theme === "dark" ? "#5a6472" : "#b9c1cb");
  }, [theme, px, py, props.bright, props.mark]);

  const nearest = (x: number, y: number): number | null => {
    let best: number | null = null;
    let least = 24 * 24;
    px.forEach((value, point) => {
      if (!props.bright(point)) return;
      const away = (value - x) ** 2 + (py[point]! - y) ** 2;
      if (away < least) [least, best] = [away, point];
    });
    return best;
  };
  /* The next bright point in a direction: near ones first, ones aside last. */
  const beside = (from: number, dx: number, dy: number): number => {
    let best = from;
    let least = Infinity;
    px.forEach((value, point) => {
      if (!props.bright(point) || point === from) return;
      const along = (value - px[from]!) * dx + (py[point]! - py[from]!) * dy;
      const aside = Math.abs((value - px[from]!) * dy) + Math.abs((py[point]! - py[from]!) * dx);
      if (along > 0.01 && along + 3 * aside < least) [least, best] = [along + 3 * aside, point];
    });
    return best;
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setAt(null);
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const first = px.findIndex((_, point) => props.bright(point));
    setAt(at === null ? (first < 0 ? null : first) : beside(at, ...move));
  };
  const told =
    at === null
      ? ""
      : `${name(at)}: ${tip(at)
          .map(([key, text]) => `${key} ${text}`)
          .join(", ")}`;
  return (
    <Figure title={title} note={note} stem={stem} numbers={numbers}>
      <div
        class="stage"
        ref={stage}
        style={{ height: `${height}px` }}
        tabIndex={0}
        role="application"
        aria-roledescription="map"
        aria-label={`${title}; arrow keys go from image to image`}
        onPointerMove={(event) => {
          const corner = stage.current!.getBoundingClientRect();
          setAt(nearest(event.clientX - corner.left, event.clientY - corner.top));
        }}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={pressed}
      >
        <svg class="plot" data-drawing width={width} height={height} aria-hidden="true">
          <ValueAxis ticks={ys.ticks(6)} at={(value) => ys(value)} box={box} />
          <BaseAxis ticks={xs.ticks(width < 500 ? 4 : 8)} at={(value) => xs(value)} box={box} />
          <text class="axis-end" x={box.right} y={height - 8}>
            {axes[0]}
          </text>
          <text class="axis-start" x={box.left + 6} y={box.top + 4}>
            {axes[1]}
          </text>
          {at !== null && <circle class="outline-mark" data-screen-only cx={px[at]} cy={py[at]} r={8} />}
        </svg>
        <canvas
          data-drawing
          ref={canvas}
          style={{ left: "0px", top: "0px", width: `${width}px`, height: `${height}px` }}
          aria-hidden="true"
        />
        {at !== null && (
          <Tip
            x={px[at]!}
            y={Math.max(0, Math.min(height - 190, py[at]! - 40))}
            width={width}
            title={name(at)}
            rows={tip(at)}
          >
            {picture(at)}
          </Tip>
        )}
      </div>
      <p class="hidden" role="status">
        {told}
      </p>
    </Figure>
  );
}
