/* Names of layers that fit under an axis and still tell the layers apart. */

/* The longest beginning, up to a separator, that more than half of the names share. */
function commonStart(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    for (const match of name.matchAll(/[_/.:-]+/g)) {
      const start = name.slice(0, match.index + match[0].length);
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
  }
  let best = "";
  for (const [start, times] of counts) {
    if (times > names.length / 2 && start.length > best.length) best = start;
  }
  return best;
}

const reversed = (text: string): string => [...text].reverse().join("");

/* Long names lose their middle; the start says more than the end. */
export function middleCut(text: string, length: number): string {
  const letters = [...text];
  if (letters.length <= length) return text;
  const start = Math.ceil((length - 1) * 0.6);
  return `${letters.slice(0, start).join("")}…${letters.slice(letters.length - (length - 1 - start)).join("")}`;
}

/* Names of at most `limit` characters: what most of them share goes first, at the start, then at the end.
   Two that would still read the same are called by their number. */
export function shortNames(names: readonly string[], limit: number): string[] {
  const start = commonStart(names);
  const end = reversed(commonStart(names.map(reversed)));
  const short = names.map((name) => {
    let text = name;
    if (text.length > limit && start !== "" && name.startsWith(start)) text = `…${name.slice(start.length)}`;
    if (text.length > limit && end !== "" && text.endsWith(end)) text = `${text.slice(0, -end.length)}…`;
    return middleCut(text, limit);
  });
  const seen = new Map<string, number>();
  for (const text of short) seen.set(text, (seen.get(text) ?? 0) + 1);
  return short.map((text, place) => ((seen.get(text) ?? 0) > 1 ? `layer ${place + 1}` : text));
}

/* A name for a downloaded file: letters, digits and dashes of the parts. */
export function fileStem(...parts: string[]): string {
  const text = parts
    .join("-")
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  return [...text.replace(/^-+|-+$/g, "")].slice(0, 80).join("") || "lexicnn";
}
