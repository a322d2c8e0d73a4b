/* Tables: sortable by every column, saved as CSV; long ones draw only the rows in sight. */

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { type Cell, csv } from "../format/csv.ts";
import { counted } from "../format/number.ts";
import { keep, kept, useKept } from "../routes/history.ts";
import { saveCsv } from "./download.ts";
import { visibleRows } from "./window.ts";

/* `value` is what is sorted by and saved; `cell` is what is shown, else the value. Row is the type of a row:
   an object, or a place in columns. */
export interface Column<Row> {
  head: string;
  hint?: string;
  kind?: string;
  value: (row: Row) => Cell;
  cell?: (row: Row) => ComponentChildren;
}

export interface Order {
  column: number;
  up: boolean;
}

function compare(a: Cell, b: Cell): number {
  const [noA, noB] = [
    a === null || a === undefined || Number.isNaN(a),
    b === null || b === undefined || Number.isNaN(b),
  ];
  if (noA || noB) return noA && noB ? 0 : noA ? 1 : -1;
  return typeof a === "string" || typeof b === "string"
    ? String(a).localeCompare(String(b))
    : a! < b!
      ? -1
      : a! > b!
        ? 1
        : 0;
}

/* Rows in an order; those without a value are last either way. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  if (order === null) return rows;
  const { value } = columns[order.column]!;
  const missing = (cell: Cell): boolean => cell === null || cell === undefined || Number.isNaN(cell);
  return [...rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    const by = compare(x, y);
    return order.up || missing(x) || missing(y) ? by : -by;
  });
}

interface Props<Row> {
  /* What it is: the caption, and the name of the file. */
  caption: string;
  stem: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  kind?: string;
  /* Height of a row in pixels: set for long tables, whose rows are then all of that height. */
  rowHeight?: number;
  /* Sorts in the caller's way; the default sorts the rows by the column's values. */
  onOrder?: (order: Order) => void;
  order?: Order | null;
}

/* Arrow keys go from row to row and from link to link; Tab leaves the table. */
function moveFocus(event: KeyboardEvent, body: HTMLElement, scroll: HTMLElement, rowHeight: number): void {
  const from = (event.target as Element).closest("a, button");
  const row = from?.closest("tr");
  if (!from || !row || !body.contains(row)) return;
  const links = [...row.querySelectorAll<HTMLElement>("a, button")];
  const place = links.indexOf(from as HTMLElement);
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    links[place + (event.key === "ArrowLeft" ? -1 : 1)]?.focus();
    event.preventDefault();
  }
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const next = event.key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
  const target = [...(next?.querySelectorAll<HTMLElement>("a, button") ?? [])][place];
  if (!target) return;
  target.focus({ preventScroll: rowHeight > 0 });
  if (rowHeight > 0) scroll.scrollTop += event.key === "ArrowUp" ? -rowHeight : rowHeight;
}

export function Table<Row>(props: Props<Row>): JSX.Element {
  const { caption, stem, columns, rows, kind = "", rowHeight = 0 } = props;
  const [own, setOwn] = useKept<Order | null>(`${caption} order`, null);
  const order = props.onOrder === undefined ? own : (props.order ?? null);
  const shown = useMemo(
    () => (props.onOrder === undefined ? sorted(rows, columns, order) : rows),
    [rows, order?.column, order?.up, columns.length],
  );
  const scroll = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(kept<number>(`${caption} top`) ?? 0);
  const long = rowHeight > 0;
  const { first, end } = long
    ? visibleRows(top, 640, rowHeight, shown.length, 8)
    : { first: 0, end: shown.length };

  // A row that was drawn before is given again as it is: Preact then has nothing to compare in it.
  const drawn = useRef<{ of: unknown[]; rows: Map<number, JSX.Element> }>({ of: [], rows: new Map() });
  const of = [shown, columns, long];
  if (!long || of.some((part, i) => part !== drawn.current.of[i])) drawn.current = { of, rows: new Map() };

  useLayoutEffect(() => {
    if (long && scroll.current !== null) scroll.current.scrollTop = kept<number>(`${caption} top`) ?? 0;
  }, []);
  useLayoutEffect(() => {
    for (const at of drawn.current.rows.keys()) {
      if (at < first || at >= end) drawn.current.rows.delete(at);
    }
    // One stop for the Tab key: the row that has the focus, else the first in sight.
    const links = [...(body.current?.querySelectorAll<HTMLElement>("a, button") ?? [])];
    const active = links.find((link) => link === document.activeElement) ?? links[0];
    for (const link of links) {
      const stop = link === active ? 0 : -1;
      if (link.tabIndex !== stop) link.tabIndex = stop;
    }
  });
  const rowAt = (at: number): JSX.Element => {
    const known = drawn.current.rows.get(at);
    if (known !== undefined) return known;
    const row = shown[at]!;
    const made = (
      <tr
        key={at}
        aria-rowindex={long ? at + 2 : undefined}
        style={long ? { height: `${rowHeight}px` } : undefined}
      >
        {columns.map((column, j) => {
          const content = column.cell === undefined ? column.value(row) : column.cell(row);
          return j === 0 ? (
            <th key={j} scope="row" class={column.kind}>
              {content}
            </th>
          ) : (
            <td key={j} class={column.kind}>
              {content}
            </td>
          );
        })}
      </tr>
    );
    drawn.current.rows.set(at, made);
    return made;
  };
  const sortBy = (column: number): void => {
    const sample = shown.length > 0 ? columns[column]!.value(shown[0]!) : "";
    const up = order?.column === column ? !order.up : typeof sample === "string";
    if (props.onOrder === undefined) setOwn({ column, up });
    else props.onOrder({ column, up });
    if (scroll.current !== null) scroll.current.scrollTop = 0;
  };
  const many = counted(shown.length, "row", "rows");
  const sortOf = (i: number): "ascending" | "descending" | undefined =>
    order?.column !== i ? undefined : order.up ? "ascending" : "descending";
  return (
    <div class="table">
      <div
        class={`scroll ${kind}${long ? " long" : ""}`}
        ref={scroll}
        tabIndex={0}
        role="region"
        aria-label={caption}
        onScroll={
          long
            ? (event) => {
                // Rows are drawn anew when another one comes into sight, not for every pixel.
                setTop(event.currentTarget.scrollTop - (event.currentTarget.scrollTop % rowHeight));
                keep(`${caption} top`, event.currentTarget.scrollTop);
              }
            : undefined
        }
        onKeyDown={(event) => body.current && moveFocus(event, body.current, scroll.current!, rowHeight)}
      >
        <table aria-rowcount={long ? shown.length + 1 : undefined}>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr aria-rowindex={long ? 1 : undefined}>
              {columns.map((column, i) => (
                <th
                  key={column.head}
                  scope="col"
                  class={column.kind}
                  title={column.hint}
                  aria-sort={sortOf(i)}
                >
                  <button type="button" onClick={() => sortBy(i)}>
                    {column.head}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {first > 0 && <tr class="gap" style={{ height: `${first * rowHeight}px` }} aria-hidden="true" />}
            {Array.from({ length: end - first }, (_, i) => rowAt(first + i))}
            {end < shown.length && (
              <tr
                class="gap"
                style={{ height: `${(shown.length - end) * rowHeight}px` }}
                aria-hidden="true"
              />
            )}
          </tbody>
        </table>
      </div>
      <p class="take">
        <button
          type="button"
          aria-label={`${caption}: save as CSV, ${many}`}
          onClick={() =>
            saveCsv(
              stem,
              csv(
                columns.map((one) => one.head),
                shown.map((row) => columns.map((one) => one.value(row))),
              ),
            )
          }
        >
          {`CSV, ${many}`}
        </button>
      </p>
    </div>
  );
}
