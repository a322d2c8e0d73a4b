import { describe, expect, it } from "vitest";

import { csv } from "../../src/format/csv.ts";
import { fileStem, middleCut, shortNames } from "../../src/format/names.ts";
import { count, fixed, percent, probability, short, signed } from "../../src/format/number.ts";

const THIN = "\u202f";

describe("numbers", () => {
  it("never calls some none or all", () => {
    expect([0, 0.001, 0.004999, 0.005, 0.934, 0.995, 0.9951, 0.99999, 1].map(percent)).toEqual(
      ["0", "<1", "<1", "1", "93", "100", ">99", ">99", "100"].map((text) => `${text}${THIN}%`),
    );
  });
  it("has a dash for a number that does not exist", () => {
    for (const format of [percent, fixed, signed, short, probability]) {
      expect([null, undefined, NaN, Infinity].map((value) => format(value))).toEqual(["–", "–", "–", "–"]);
    }
  });
  it("signs what is not zero when it is rounded", () => {
    expect([0.834, -0.834, 0, 0.001, -0.001].map((value) => signed(value))).toEqual([
      "+0.83",
      "−0.83",
      "0.00",
      "0.00",
      "0.00",
    ]);
  });
  it("gives activations three digits", () => {
    expect([0, 72.0694, 12345.6, 0.0264321, 0.00001234, -5.5, 999.96].map(short)).toEqual([
      "0",
      "72.1",
      "12346",
      "0.0264",
      "1.2e−5",
      "−5.5",
      "1000",
    ]);
  });
  it("writes small p-values as powers of ten", () => {
    expect([0, -1, -2.999, -3, -69.05, -8.0001].map(probability)).toEqual([
      "1.000",
      "0.100",
      "0.001",
      `1${THIN}×${THIN}10⁻³`,
      `9${THIN}×${THIN}10⁻⁷⁰`,
      `1${THIN}×${THIN}10⁻⁸`,
    ]);
  });
  it("groups digits", () => expect(count(1234567)).toBe("1,234,567"));
});

describe("CSV", () => {
  it("quotes commas, quotes and line ends, and nothing else", () => {
    const text = csv(
      ["name", "s"],
      [
        ["a,b", 0.1],
        ['say "x"', -1e-9],
        ["two\nlines", null],
        ["=1+1", NaN],
        ["مرحبا", undefined],
      ],
    );
    expect(text).toBe('name,s\r\n"a,b",0.1\r\n"say ""x""",-1e-9\r\n"two\nlines",\r\n=1+1,\r\nمرحبا,\r\n');
  });
});

describe("names of layers", () => {
  const names = ["stem_conv", "head_conv"];
  for (let block = 0; block < 16; ++block) {
    for (const kind of ["expand", "depthwise", "project"])
      names.splice(-1, 0, `blocks_${block}_${kind}_conv`);
  }
  it.each([12, 16, 24])("fit %d letters and differ", (limit) => {
    const short = shortNames(names, limit);
    expect(new Set(short).size).toBe(names.length);
    expect(Math.max(...short.map((name) => name.length))).toBeLessThanOrEqual(limit);
  });
  it("lose first what they share", () => {
    expect(shortNames(names, 16).slice(0, 3)).toEqual(["stem_conv", "…0_expand_conv", "…0_depthwise…"]);
  });
  it("are numbers where they would read the same", () => {
    const alike = [0, 1, 2].map((i) => "x".repeat(40) + i + "y".repeat(40));
    expect(shortNames(alike, 16)).toEqual(["layer 1", "layer 2", "layer 3"]);
  });
  it("are cut between whole letters", () => expect(middleCut("😀".repeat(10), 5)).toBe("😀😀😀…😀"));
  it("become file names without anything a file system minds", () => {
    expect(fileStem("<img src=x>", "a/b: c")).toBe("img-src-x-a-b-c");
    expect(fileStem("", "///")).toBe("lexicnn");
  });
});
