import { describe, expect, it } from "vitest";

import { distributions, histogram } from "../../src/charts/distribution.ts";
import { branches, trianglePlace } from "../../src/charts/tree.ts";
import { visibleRows } from "../../src/components/window.ts";
import type { Detail } from "../../src/model/blocks.ts";

/* A feature's detail from values and labels, the slow and obvious way; width 0.5 from the least value on. */
function detailOf(values: number[], labels: number[], location: number): Detail {
  const knots = [...new Set(values)].sort((a, b) => a - b);
  const number = (test: (i: number) => boolean): number => values.filter((_, i) => test(i)).length;
  const [low, width] = [knots[0]!, 0.5];
  const bins = Math.max(1, Math.ceil((knots.at(-1)! - low) / width));
  const inBin = (value: number, bin: number): boolean =>
    value <= low + (bin + 1) * width && (bin === 0 || value > low + bin * width);
  const binned = (test: (i: number) => boolean): number[] =>
    Array.from({ length: bins }, (_, bin) => number((i) => test(i) && inBin(values[i]!, bin)));
  const own = (i: number): boolean => labels[i] === 1;
  return {
    feature: 0,
    signed_ks: [],
    knots,
    total: knots.map((knot) => number((i) => values[i] === knot)),
    classes: [
      {
        class: 1,
        signed_ks: 0,
        location,
        counts: knots.flatMap((knot, k) => {
          const images = number((i) => own(i) && values[i] === knot);
          return images > 0 ? [k, images] : [];
        }),
      },
    ],
    bins: { low, width, count: bins, total: binned(() => true), classes: [binned(own)] },
    zeros: { total: number((i) => values[i] === 0), classes: [number((i) => own(i) && values[i] === 0)] },
    most: [],
  };
}

const CASES: [string, number[], number[]][] = [
  ["many zeros", [0, 0, 0, 0.2, 1.7, 2, 2, 0.9], [1, 0, 0, 0, 1, 1, 0, 1]],
  ["values below zero", [-1.2, -0.4, 0, 0.3, 0, 2.2], [0, 1, 1, 0, 0, 1]],
  ["no zero", [0.5, 1, 1.5, 2.25], [0, 1, 0, 1]],
  ["one value", [3, 3, 3], [0, 1, 0]],
  ["all zero", [0, 0, 0], [1, 0, 0]],
  ["a class without images", [0, 1, 2], [0, 0, 0]],
];

describe.each(CASES)("a feature with %s", (_, values, labels) => {
  const location = values[1]!;
  const detail = detailOf(values, labels, location);
  const inner = values.filter((__, i) => labels[i] === 1);
  const outer = values.filter((__, i) => labels[i] !== 1);
  it("has every image in one column of its histogram", () => {
    const drawn = histogram(detail, 0);
    expect(drawn.inner).toBe(inner.length);
    expect(drawn.outer).toBe(outer.length);
    expect(drawn.zeroInner).toBe(inner.filter((value) => value === 0).length);
    expect(drawn.zeroOuter).toBe(outer.filter((value) => value === 0).length);
    expect(drawn.bins.reduce((sum, bin) => sum + bin.inner, drawn.zeroInner)).toBe(inner.length);
    expect(drawn.bins.reduce((sum, bin) => sum + bin.outer, drawn.zeroOuter)).toBe(outer.length);
    expect(Math.min(...drawn.bins.flatMap((bin) => [bin.inner, bin.outer]))).toBeGreaterThanOrEqual(0);
  });
  it("has the distribution functions of its values", () => {
    const { knots, inner: shares, outer: rest, gap } = distributions(detail, 0);
    knots.forEach((knot, k) => {
      expect(shares[k]).toBe(inner.filter((value) => value <= knot).length / Math.max(1, inner.length));
      expect(rest[k]).toBe(outer.filter((value) => value <= knot).length / Math.max(1, outer.length));
    });
    expect(knots[gap]).toBe(location);
  });
});

describe("trees", () => {
  it("count the triangle row by row", () => {
    const n = 7;
    let place = 0;
    for (let i = 0; i < n; ++i)
      for (let j = i + 1; j < n; ++j, ++place) {
        expect([trianglePlace(i, j, n), trianglePlace(j, i, n)]).toEqual([place, place]);
      }
  });
  it("join where their parts are", () => {
    const drawn = branches(
      [
        [0, 2, 0.5, 2],
        [1, 3, 0.8, 3],
      ],
      [1, 0, 2],
    );
    expect(drawn).toEqual([
      { first: 1, second: 2, firstHeight: 0, secondHeight: 0, height: 0.5 },
      { first: 0, second: 1.5, firstHeight: 0, secondHeight: 0.5, height: 0.8 },
    ]);
  });
});

describe("rows in sight", () => {
  it.each([
    ["at the top", 0, 0, 15],
    ["in the middle", 1000, 45, 65],
    ["at the end", 3900, 190, 200],
    ["beyond the end", 99_999, 199, 200],
  ])("%s", (_, top, first, end) => expect(visibleRows(top, 200, 20, 200, 5)).toEqual({ first, end }));
  it("of no rows are none", () => expect(visibleRows(0, 200, 20, 0, 5)).toEqual({ first: 0, end: 0 }));
});
