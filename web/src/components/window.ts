/* Which rows of a long table are drawn. */

export interface Range {
  first: number;
  /* One after the last. */
  end: number;
}

/* Rows of equal height that are in sight, with `spare` more on either side. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  rows: number,
  spare: number,
): Range {
  const first = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight) - spare), Math.max(0, rows - 1));
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first, end: Math.max(first, end) };
}
