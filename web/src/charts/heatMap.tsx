/* A matrix as colours, from orange (−) to blue (+). One pixel a cell is drawn once and scaled, so a million
   cells are quick; a marker follows pointer and arrow keys. */

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { Figure } from "../components/figure.tsx";
import { useTheme, useWidth } from "../components/hooks.ts";
import { Tip } from "../components/tip.tsx";
import { middleCut, shortNames } from "../format/names.ts";
import { count } from "../format/number.ts";
import type { Maybe } from "../model/types.ts";
import { LETTER } from "./axes.tsx";
import { type Theme, diverging, missing } from "./colour.ts";

interface Props {
  title: string;
  note: ComponentChildren;
  stem: string;
  rows: readonly string[];
  columns: readonly string[];
  value: (row: number, column: number) => Maybe;
  /* Values of ±limit have the strongest colours. */
  limit: number;
  tip: (row: number, column: number) => [string, string][];
  /* What Enter and a click do. */
  open?: (row: number, column: number) => void;
  legendText: (value: number) => string;
  /* Rows and columns are the same: cells are square, and a tree may stand on the left. */
  square?: boolean;
  aside?: (top: number, height: number, width: number) => ComponentChildren;
}

const TREE = 110;
const TALLEST = 900;

const SHADES = 512;

/* Red, green and blue of a colour as scales write it: "rgb(r, g, b)". */
const channels = (colour: string): number[] => (colour.match(/\d+/g) ?? []).map(Number);

function paint(canvas: HTMLCanvasElement, { rows, columns, value, limit }: Props, theme: Theme): void {
  const colour = diverging(theme, limit);
  const shades = Array.from({ length: SHADES + 1 }, (_, i) =>
    channels(colour((i / SHADES) * 2 * limit - limit)),
  );
  const none = channels(missing(theme));
  const cells = new OffscreenCanvas(Math.max(1, columns.length), Math.max(1, rows.length));
  const pencil = cells.getContext("2d")!;
  const pixels = pencil.createImageData(cells.width, cells.height);
  for (let row = 0, at = 0; row < rows.length; ++row) {
    for (let column = 0; column < columns.length; ++column, at += 4) {
      const cell = value(row, column);
      const shade =
        cell === null ? -1 : Math.round((Math.max(-1, Math.min(1, cell / limit)) + 1) * (SHADES / 2));
      pixels.data.set(shades[shade] ?? none, at);
      pixels.data[at + 3] = 255;
    }
  }
  pencil.putImageData(pixels, 0, 0);
  const target = canvas.getContext("2d")!;
  // Cells of a matrix that is wider than the canvas are averaged; else none may run into its neighbours.
  target.imageSmoothingEnabled = rows.length > canvas.height && columns.length > canvas.width;
  target.clearRect(0, 0, canvas.width, canvas.height);
  target.drawImage(cells, 0, 0, canvas.width, canvas.height);
}

/* Blue and orange with the values they stand for. */
function Scale({ limit, text }: { limit: number; text: (value: number) => string }): JSX.Element {
  const theme = useTheme();
  const colour = diverging(theme, limit);
  const values = Array.from({ length: 21 }, (_, i) => ((i - 10) / 10) * limit);
  return (
    <div class="scale">
      <span>{text(-limit)}</span>
      <svg width={168} height={12} aria-hidden="true">
        {values.map((value, i) => (
          <rect key={i} x={i * 8} width={8.5} height={12} style={{ fill: colour(value) }} />
        ))}
      </svg>
      <span>{text(limit)}</span>
    </div>
  );
}

export function HeatMap(props: Props): JSX.Element {
  const {
    title,
    note,
    stem,
    rows,
    columns,
    value,
    limit,
    tip,
    open,
    legendText,
    square = false,
    aside,
  } = props;
  const theme = useTheme();
  const [stage, width] = useWidth<HTMLDivElement>(600);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [at, setAt] = useState<[number, number] | null>(null);

  const rowNames = rows.map((name) => middleCut(name.replace(/\s+/g, " "), width < 600 ? 12 : 24));
  const labelWidth = Math.min(180, Math.max(...rowNames.map((name) => name.length), 1) * LETTER + 14);
  const tree = aside === undefined || width < 560 ? 0 : TREE;
  const space = width - labelWidth - tree;
  const height = square
    ? Math.min(space, TALLEST)
    : Math.min(TALLEST, Math.max(rows.length, Math.min(rows.length * 20, 660)));
  const across = square ? height : space;
  const [cell, line] = [across / Math.max(1, columns.length), height / Math.max(1, rows.length)];
  const columnNames = shortNames(columns, 18);
  const every = Math.max(1, Math.ceil(15 / cell));
  const foot = square && cell < 9 ? 8 : 108;
  const left = tree + labelWidth;

  useLayoutEffect(() => {
    const element = canvas.current!;
    const ratio = Math.min(2, devicePixelRatio);
    element.width = Math.round(across * ratio);
    element.height = Math.round(height * ratio);
    paint(element, props, theme);
  }, [theme, across, height, rows, columns, value, limit]);

  const told =
    at === null
      ? ""
      : `${rows[at[0]]}, ${columns[at[1]]}: ${tip(...at)
          .map(([name, text]) => `${name} ${text}`)
          .join(", ")}`;
  const pointed = (event: PointerEvent): void => {
    const box = canvas.current!.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top) / line);
    const column = Math.floor((event.clientX - box.left) / cell);
    setAt(row >= 0 && row < rows.length && column >= 0 && column < columns.length ? [row, column] : null);
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setAt(null);
    if (event.key === "Enter" && at !== null) open?.(...at);
    const moves: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-10, 0],
      PageDown: [10, 0],
      Home: [0, -columns.length],
      End: [0, columns.length],
    };
    const move = moves[event.key];
    if (move === undefined || rows.length === 0) return;
    event.preventDefault();
    const [row, column] = at ?? [0, 0];
    const within = (place: number, size: number): number => Math.min(size - 1, Math.max(0, place));
    setAt(
      at === null ? [0, 0] : [within(row + move[0], rows.length), within(column + move[1], columns.length)],
    );
  };
  return (
    <Figure
      title={title}
      note={note}
      stem={stem}
      numbers={{
        head: ["", ...columns],
        rows: () => rows.map((name, row) => [name, ...columns.map((_, column) => value(row, column))]),
      }}
    >
      <Scale limit={limit} text={legendText} />
      <div
        class={`stage heat${open === undefined ? "" : " pick"}`}
        ref={stage}
        style={{ height: `${height + foot + 8}px` }}
        tabIndex={0}
        role="application"
        aria-roledescription="heat map"
        aria-label={`${title}: ${count(rows.length)} × ${count(columns.length)}; arrow keys move the marker`}
        onPointerMove={pointed}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
        onKeyDown={pressed}
        onClick={() => at !== null && open?.(...at)}
      >
        <canvas
          data-drawing
          ref={canvas}
          style={{ left: `${left}px`, top: "4px", width: `${across}px`, height: `${height}px` }}
          aria-hidden="true"
        />
        <svg class="plot" data-drawing width={width} height={height + foot + 8} aria-hidden="true">
          {line >= 11 &&
            rowNames.map((name, row) => (
              <text key={row} class="tick-label" x={left - 6} y={4 + line * (row + 0.5) + 4}>
                {name}
              </text>
            ))}
          {foot > 8 &&
            columnNames.map((name, column) =>
              column % every === 0 ? (
                <text
                  key={column}
                  class="slanted"
                  transform={`translate(${left + cell * (column + 0.5) + 4} ${height + 16}) rotate(-60)`}
                >
                  {name}
                </text>
              ) : null,
            )}
          {tree > 0 && aside?.(4, height, TREE - 8)}
          {at !== null && (
            <rect
              class="outline-mark"
              data-screen-only
              x={left + cell * at[1]}
              y={4 + line * at[0]}
              width={Math.max(3, cell)}
              height={Math.max(3, line)}
            />
          )}
        </svg>
        {at !== null && (
          <Tip
            x={left + cell * (at[1] + 0.5)}
            y={Math.min(height - 60, line * at[0] + 14)}
            width={width}
            title={rows[at[0]]!}
            rows={tip(...at)}
          />
        )}
      </div>
      <p class="hidden" role="status">
        {told}
      </p>
    </Figure>
  );
}
