/* Histograms and empirical distribution functions of one feature, for a class and for the rest. */

import { bisector, cumsum } from "d3-array";

import type { Detail } from "../model/blocks.ts";

export interface Bin {
  from: number;
  to: number;
  inner: number;
  outer: number;
}

export interface Histogram {
  /* Images of the class and of the rest. */
  inner: number;
  outer: number;
  /* Values of exactly 0: they are in no bin. */
  zeroInner: number;
  zeroOuter: number;
  bins: Bin[];
}

const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

/* The bin that holds 0: bin j is (low + j·width, low + (j + 1)·width], the first includes low. Where the
   rounding of the edges leaves it open, the neighbour with room for all zeros. */
function zeroBin({ bins, zeros }: Detail): number {
  if (zeros.total === 0) return -1;
  const near = bins.width > 0 ? Math.max(0, Math.ceil(-bins.low / bins.width) - 1) : 0;
  return [near, near - 1, near + 1].find((bin) => (bins.total[bin] ?? -1) >= zeros.total) ?? -1;
}

/* Counts of the class at `place` of the detail's classes and of the rest. */
export function histogram(detail: Detail, place: number): Histogram {
  const { low, width, total } = detail.bins;
  const own = detail.bins.classes[place] ?? [];
  const zero = zeroBin(detail);
  const zeroInner = zero < 0 ? 0 : (detail.zeros.classes[place] ?? 0);
  const zeroOuter = zero < 0 ? 0 : detail.zeros.total - zeroInner;
  const bins = total.map((all, bin): Bin => {
    const inner = (own[bin] ?? 0) - (bin === zero ? zeroInner : 0);
    const outer = all - (own[bin] ?? 0) - (bin === zero ? zeroOuter : 0);
    return { from: low + bin * width, to: low + (bin + 1) * width, inner, outer };
  });
  const inner = sum(own);
  return { inner, outer: sum(total) - inner, zeroInner, zeroOuter, bins };
}

export interface Distributions {
  knots: readonly number[];
  /* Images at or below each knot. */
  innerCount: number[];
  outerCount: number[];
  /* The same as shares of the class and of the rest. */
  inner: number[];
  outer: number[];
  /* Place of the location among the knots. */
  gap: number;
}

const at = bisector<number, number>((knot) => knot).left;

/* Distribution functions of the class at `place` of the detail's classes and of the rest, at the knots. */
export function distributions(detail: Detail, place: number): Distributions {
  const own = detail.classes[place];
  const counts = new Array<number>(detail.knots.length).fill(0);
  if (own !== undefined) {
    for (let i = 0; i + 1 < own.counts.length; i += 2) counts[own.counts[i]!] = own.counts[i + 1]!;
  }
  const innerCount = Array.from(cumsum(counts));
  const outerCount = Array.from(cumsum(detail.total)).map((all, k) => all - innerCount[k]!);
  const n = Math.max(1, innerCount.at(-1) ?? 0);
  const m = Math.max(1, outerCount.at(-1) ?? 0);
  return {
    knots: detail.knots,
    innerCount,
    outerCount,
    inner: innerCount.map((images) => images / n),
    outer: outerCount.map((images) => images / m),
    gap: own === undefined ? -1 : Math.min(at(detail.knots, own.location), detail.knots.length - 1),
  };
}
