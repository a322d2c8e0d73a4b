import { describe, expect, it } from "vitest";

import { link, parseAddress, sectionOf } from "../../src/routes/address.ts";

const NAMES = [
  "dalmatian",
  "a/b",
  "a b",
  "50 %",
  "#x",
  "<img src=x onerror=alert(1)>",
  "été",
  "line\nbreak",
  "",
  "%2F",
];

describe("addresses", () => {
  it.each(NAMES)("lead back to the name %j", (name) => {
    expect(parseAddress(link.class(name))).toEqual({ view: "class", name });
    expect(parseAddress(link.layer(name))).toEqual({ view: "layer", name });
    expect(parseAddress(link.feature(name))).toEqual({ view: "feature", name, class: null });
    expect(parseAddress(link.feature("conv1:3", name))).toEqual({
      view: "feature",
      name: "conv1:3",
      class: name,
    });
    expect(parseAddress(link.features(name))).toEqual({ view: "features", search: name });
  });
  it("open the overview where nothing is asked", () => {
    expect(parseAddress("")).toEqual({ view: "overview" });
    expect(parseAddress("#")).toEqual({ view: "overview" });
  });
  it("keep what cannot be decoded", () =>
    expect(parseAddress("#class/50%")).toEqual({ view: "class", name: "50%" }));
  it("of no view say so", () => {
    expect(parseAddress("#nothing")).toEqual({ view: "unknown", text: "nothing" });
    expect(parseAddress("#layers/x")).toEqual({ view: "unknown", text: "layers/x" });
    expect(parseAddress("#class")).toEqual({ view: "unknown", text: "class" });
  });
  it("belong to an entry of the navigation", () => {
    expect(
      ["#layer/x", "#class/x", "#feature/x", "#ledger"].map((text) => sectionOf(parseAddress(text))),
    ).toEqual(["layers", "classes", "features", "ledger"]);
  });
});
