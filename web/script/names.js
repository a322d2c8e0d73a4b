/* Names of layers that fit under an axis and still tell the layers apart. */

/* The longest beginning, up to a separator, that more than half of the names share. */
function commonStart(names) {
  const counts = new Map();
  for (const name of names) {
    for (const match of name.matchAll(/[_/.:-]+/g)) {
      const start = name.slice(0, match.index + match[0].length);
      counts.set(start, (counts.get(start) ?? 0) + 1);
    }
  }
  return [...counts].filter(([, count]) => count > names.length / 2)
    .reduce((best, [start]) => (start.length > best.length ? start : best), "");
}

const reversed = (text) => [...text].reverse().join("");

/* Long names lose their middle; the start says more than the end. */
function middleCut(text, length) {
  if (text.length <= length) return text;
  const start = Math.ceil((length - 1) * 0.6);
  return `${text.slice(0, start)}…${text.slice(text.length - (length - 1 - start))}`;
}

/* Names of at most `limit` characters: what most of them share goes first, at the start, then at the end.
   Two layers that would still read the same are called by their number. */
function shortNames(names, limit) {
  const start = commonStart(names);
  const end = reversed(commonStart(names.map(reversed)));
  const short = names.map((name) => {
    let text = name;
    if (text.length > limit && start !== "" && name.startsWith(start)) text = `…${name.slice(start.length)}`;
    if (text.length > limit && end !== "" && text.endsWith(end)) text = `${text.slice(0, -end.length)}…`;
    return middleCut(text, limit);
  });
  const seen = new Map();
  for (const text of short) seen.set(text, (seen.get(text) ?? 0) + 1);
  return short.map((text, place) => (seen.get(text) > 1 ? `layer ${place + 1}` : text));
}
