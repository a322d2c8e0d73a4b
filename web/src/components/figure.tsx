/* A figure: title, one sentence, legend, the drawing, its numbers as a table, and both to take away. */

import type { ComponentChildren, JSX } from "preact";
import { useRef, useState } from "preact/hooks";

import { type Cell, csv } from "../format/csv.ts";
import { count, isNumber } from "../format/number.ts";
import { saveCsv, saveSvg } from "./download.ts";
import { Name } from "./names.tsx";

export interface Numbers {
  head: string[];
  rows: () => Cell[][];
}

export interface LegendEntry {
  name: string;
  kind: string;
  type: "bars" | "line" | "band";
}

const SHOWN = 1000;

/* Numbers are written in full: this is where they can be read back. */
function NumbersTable({ title, numbers }: { title: string; numbers: Numbers }): JSX.Element {
  const rows = numbers.rows();
  return (
    <>
      {rows.length > SHOWN && (
        <p>{`The first ${count(SHOWN)} of ${count(rows.length)} rows; the CSV file has all.`}</p>
      )}
      <div class="scroll numbers" tabIndex={0} role="region" aria-label={`${title}: numbers`}>
        <table>
          <thead>
            <tr>
              {numbers.head.map((name) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j} class={isNumber(cell) ? "number" : undefined}>
                    {typeof cell === "string" ? <Name text={cell} /> : isNumber(cell) ? String(cell) : "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface Props {
  title: string;
  note: ComponentChildren;
  stem: string;
  numbers: Numbers;
  legend?: LegendEntry[];
  children: ComponentChildren;
}

export function Figure({ title, note, stem, numbers, legend = [], children }: Props): JSX.Element {
  const figure = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const takeSvg = (): void => {
    const drawing = figure.current?.querySelector<SVGSVGElement>("svg[data-drawing]");
    const canvas = figure.current?.querySelector<HTMLCanvasElement>("canvas[data-drawing]") ?? null;
    if (drawing) saveSvg(stem, title, drawing, canvas);
  };
  return (
    <figure class="chart" ref={figure}>
      <figcaption>
        <h3>{title}</h3>
        <p>{note}</p>
      </figcaption>
      {legend.length > 0 && (
        <ul class="legend">
          {legend.map((one) => (
            <li key={one.name}>
              <span class={`key ${one.type} ${one.kind}`} aria-hidden="true" />
              {one.name}
            </li>
          ))}
        </ul>
      )}
      {children}
      <div class="take">
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>Numbers</summary>
          {open && <NumbersTable title={title} numbers={numbers} />}
        </details>
        <button type="button" onClick={takeSvg} aria-label={`${title}: save as SVG`}>
          SVG
        </button>
        <button
          type="button"
          onClick={() => saveCsv(stem, csv(numbers.head, numbers.rows()))}
          aria-label={`${title}: save as CSV`}
        >
          CSV
        </button>
      </div>
    </figure>
  );
}
