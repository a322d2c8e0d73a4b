import { describe, expect, it } from "vitest";

import { type Filter, type SortKey, filtered, ordered, pairTable } from "../../src/model/pairTable.ts";
import type { FeaturesBlock } from "../../src/model/blocks.ts";
import type { Core } from "../../src/model/types.ts";

const core = { classes: [{ name: "Cat" }, { name: "dog 10" }, { name: "dog 9" }] } as unknown as Core;
const features = { name: ["conv1:0", "conv1:10", "conv2:9"], layer: [0, 0, 1] } as unknown as FeaturesBlock;
const table = pairTable(
  {
    class: [0, 0, 1, 1, 2],
    feature: [0, 2, 1, 2, 0],
    signed_ks: [0.9, -0.5, 0.7, -0.8, 0.7],
    auc: [0.9, 0.2, 0.8, 0.1, null],
    location: [1, 2, 3, 4, 5],
    inner_share: [1, 0, 1, 0, 1],
    outer_share: [0, 1, 0, 1, 0],
    noise_threshold: [0.3, 0.3, 0.3, 0.3, 0.3],
    log10_p: [-5, -3, -4, -4.5, null],
  },
  features,
);
const NONE: Filter = { text: "", class: null, layer: null, side: null };
const found = (filter: Partial<Filter>): number[] => [...filtered(table, core, { ...NONE, ...filter })];
const all = Uint32Array.from([0, 1, 2, 3, 4]);
const inOrder = (key: SortKey, up: boolean): number[] => [...ordered(table, core, all, key, up)];

describe("the table of pairs", () => {
  it("finds every word in the class or the feature, in any case", () => {
    expect(found({ text: "DOG" })).toEqual([2, 3, 4]);
    expect(found({ text: "dog conv2" })).toEqual([3]);
    expect(found({ text: " conv1:1  " })).toEqual([2]);
    expect(found({ text: "dog cat" })).toEqual([]);
    expect(found({})).toEqual([0, 1, 2, 3, 4]);
  });
  it("filters by class, layer and side together", () => {
    expect(found({ class: 1 })).toEqual([2, 3]);
    expect(found({ layer: 1, side: "absence" })).toEqual([1, 3]);
    expect(found({ class: 0, layer: 1, side: "presence" })).toEqual([]);
  });
  it("sorts by number, equal ones as they were", () => {
    expect(inOrder("signed_ks", false)).toEqual([0, 2, 4, 1, 3]);
    expect(inOrder("signed_ks", true)).toEqual([3, 1, 2, 4, 0]);
  });
  it("has pairs without a number last, up and down", () => {
    expect(inOrder("auc", true)).toEqual([3, 1, 2, 0, 4]);
    expect(inOrder("auc", false)).toEqual([0, 2, 1, 3, 4]);
  });
  it("sorts names with numbers as a reader does", () => {
    expect(inOrder("class", true)).toEqual([0, 1, 4, 2, 3]);
    expect(inOrder("feature", true)).toEqual([0, 4, 2, 1, 3]);
    expect(inOrder("layer", false)).toEqual([1, 3, 0, 2, 4]);
  });
});
