/* Tables as CSV by RFC 4180: a header, CR LF, quotes where needed. Cells are the data as they are: a name
   that begins with "=" keeps it, since a guard against spreadsheets that take it for a formula would change
   the name. Numbers have all their digits; one that does not exist is an empty cell. */

export type Cell = string | number | null | undefined;

function field(cell: Cell): string {
  if (cell === null || cell === undefined || (typeof cell === "number" && Number.isNaN(cell))) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(head: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [head.map(field).join(",")];
  for (const row of rows) lines.push(row.map(field).join(","));
  return `${lines.join("\r\n")}\r\n`;
}
