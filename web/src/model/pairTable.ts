/* The kept pairs in typed columns: a quarter of a million of them are filtered and sorted by place. */

import type { FeaturesBlock, PairsBlock } from "./blocks.ts";
import type { Core, Maybe, Place, Side } from "./types.ts";

export const NUMBERS = [
  "signed_ks",
  "auc",
  "location",
  "inner_share",
  "outer_share",
  "noise_threshold",
  "log10_p",
] as const;
export type NumberColumn = (typeof NUMBERS)[number];
export type SortKey = NumberColumn | "class" | "feature" | "layer";

export interface PairTable {
  size: number;
  class: Uint32Array;
  feature: Uint32Array;
  layer: Uint32Array;
  numbers: Record<NumberColumn, Float64Array>;
  features: FeaturesBlock;
}

export interface Filter {
  /* Words, each of which is part of the name of the class or of the feature. */
  text: string;
  class: Place | null;
  layer: Place | null;
  side: Side | null;
}

const column = (values: Maybe[]): Float64Array => Float64Array.from(values, (value) => value ?? NaN);

export function pairTable(pairs: PairsBlock, features: FeaturesBlock): PairTable {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, column(pairs[name])]));
  return {
    size: pairs.class.length,
    class: Uint32Array.from(pairs.class),
    feature: Uint32Array.from(pairs.feature),
    layer: Uint32Array.from(pairs.feature, (place) => features.layer[place]!),
    numbers: numbers as Record<NumberColumn, Float64Array>,
    features,
  };
}

/* For each word, which names hold it. */
const holding = (words: string[], names: string[]): Uint8Array[] => {
  const lower = names.map((name) => name.toLocaleLowerCase());
  return words.map((word) => Uint8Array.from(lower, (name) => (name.includes(word) ? 1 : 0)));
};

/* Places of the pairs that a filter lets through, in the order of the block. */
export function filtered(table: PairTable, core: Core, filter: Filter): Uint32Array {
  const words = filter.text
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const inClass = holding(
    words,
    core.classes.map((item) => item.name),
  );
  const inFeature = holding(words, table.features.name);
  const s = table.numbers.signed_ks;
  const out = new Uint32Array(table.size);
  let found = 0;
  for (let i = 0; i < table.size; ++i) {
    if (filter.class !== null && table.class[i] !== filter.class) continue;
    if (filter.layer !== null && table.layer[i] !== filter.layer) continue;
    if (filter.side === "presence" && !(s[i]! > 0)) continue;
    if (filter.side === "absence" && !(s[i]! < 0)) continue;
    if (!words.every((_, w) => inClass[w]![table.class[i]!] === 1 || inFeature[w]![table.feature[i]!] === 1))
      continue;
    out[found++] = i;
  }
  return out.subarray(0, found);
}

/* For each of the names its place in their order. */
function ranks(names: string[]): Float64Array {
  const collator = new Intl.Collator("en", { numeric: true });
  const order = names.map((_, i) => i).sort((a, b) => collator.compare(names[a]!, names[b]!));
  const out = new Float64Array(names.length);
  order.forEach((place, rank) => (out[place] = rank));
  return out;
}

/* The places in the order of a column; those without a number are last either way, equal ones stay as they were. */
export function ordered(
  table: PairTable,
  core: Core,
  places: Uint32Array,
  key: SortKey,
  up: boolean,
): Uint32Array {
  const sign = up ? 1 : -1;
  let value: (i: number) => number;
  if (key === "class" || key === "feature") {
    const rank = ranks(key === "class" ? core.classes.map((item) => item.name) : table.features.name);
    value = (i) => rank[table[key][i]!]!;
  } else if (key === "layer") {
    value = (i) => table.layer[i]!;
  } else {
    const numbers = table.numbers[key];
    value = (i) => numbers[i]!;
  }
  return places.slice().sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return sign * (x - y) || a - b;
  });
}
