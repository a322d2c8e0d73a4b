/* The way to all, to the one before and to the next. */

import type { JSX } from "preact";

interface Props {
  all: [address: string, text: string];
  previous: string;
  next: string;
  many: boolean;
}

export function Steps({ all, previous, next, many }: Props): JSX.Element {
  return (
    <nav class="path" aria-label="Neighbours">
      <a href={all[0]}>{all[1]}</a>
      {many && (
        <span class="steps">
          <a href={previous} rel="prev">
            ← previous
          </a>
          <a href={next} rel="next">
            next →
          </a>
        </span>
      )}
    </nav>
  );
}
