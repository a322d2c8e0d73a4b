/* The report in use: links, keys, searches, orders, files, and the numbers that it shows. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright-core";

import type { DetailBlock, FeaturesBlock, PairsBlock } from "../../src/model/blocks.ts";
import type { StatementsBlock } from "../../src/model/statements.ts";
import { blockOf, coreOf, go, open, settled, useReports } from "./pages.ts";

useReports();

test("deep links open their view from outside", async () => {
  const feature = blockOf<FeaturesBlock>("plain", "features").name[0]!;
  for (const [fragment, heading, current] of [
    ["class/dalmatian", "dalmatian", "Classes"],
    ["layer/block2_conv1", "block2_conv1", "Layers"],
    [`feature/${feature}`, feature, "Features"],
    [`feature/${feature}/dalmatian`, feature, "Features"],
    ["class/no%20such", "Not in this report", "Classes"],
  ] as const) {
    const { page, quiet } = await open("plain", { fragment });
    assert.equal(await page.textContent("main h1"), heading);
    assert.equal(await page.textContent("[aria-current]"), current);
    quiet();
  }
  const { page } = await open("plain", { fragment: "features/dalmatian" });
  assert.equal(await page.inputValue("main input[type=search]"), "dalmatian");
});

/* The rows of a figure's numbers. */
async function numbers(page: Page, title: string): Promise<number[][]> {
  const figure = page.locator("figure.chart", { has: page.getByRole("heading", { name: title }) });
  await figure.getByText("Numbers").click();
  await figure.locator("tbody tr").first().waitFor();
  return figure
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => Number(cell.textContent))));
}

test("histograms, distributions and the gap are those of the file", async () => {
  const core = coreOf("plain");
  const features = blockOf<FeaturesBlock>("plain", "features");
  const { page } = await open("plain");
  let seen = 0;
  for (let f = 0; f < features.name.length && seen < 6; f += 7) {
    if (features.detail[f] === null) continue;
    const detail = blockOf<DetailBlock>("plain", `detail/${features.detail[f]}`).features[
      features.detail_place[f]!
    ]!;
    const at = seen++ % detail.classes.length;
    const own = detail.classes[at]!;
    const { name, images } = core.classes[own.class]!;
    const all = detail.total.reduce((sum, one) => sum + one, 0);
    await go(page, `feature/${encodeURIComponent(features.name[f]!)}/${encodeURIComponent(name)}`);

    // Exact counts up to each knot.
    const counts = new Map<number, number>();
    for (let i = 0; i < own.counts.length; i += 2) counts.set(own.counts[i]!, own.counts[i + 1]!);
    let [inner, total] = [0, 0];
    let gap = NaN;
    const expected = detail.knots.map((knot, k) => {
      inner += counts.get(k) ?? 0;
      total += detail.total[k]!;
      const outer = total - inner;
      if (knot === own.location) gap = outer / (all - images) - inner / images;
      return [knot, inner / images, outer / (all - images), inner, outer];
    });
    assert.equal(inner, images);
    assert.deepEqual(await numbers(page, "Where class and rest differ most"), expected);
    assert.equal(Number(await page.getAttribute("[data-gap]", "data-gap")), own.signed_ks);
    assert.ok(Math.abs(gap - own.signed_ks) < 1e-12, `${gap} for ${own.signed_ks}`);

    // The columns of the histogram: the zeros, then the bins without them.
    const bars = await numbers(page, "How often the feature fires how strongly");
    const sums = bars.reduce(([x, y], row) => [x! + row[2]!, y! + row[3]!], [0, 0]);
    assert.deepEqual(sums, [images, all - images]);
    const zeros = detail.zeros.total > 0 ? 1 : 0;
    assert.equal(bars.length, detail.bins.count + zeros);
    if (zeros > 0)
      assert.deepEqual(bars[0], [
        0,
        0,
        detail.zeros.classes[at],
        detail.zeros.total - detail.zeros.classes[at]!,
      ]);
    const away = bars.slice(zeros).filter((row, bin) => row[2] !== (detail.bins.classes[at]![bin] ?? 0));
    assert.ok(away.length <= zeros, "only the bin of the zeros has fewer");
  }
  assert.equal(seen, 6);
});

test("a class shows its statements with their numbers and images", async () => {
  const core = coreOf("plain");
  const item = core.classes.find((one) => one.name === "dalmatian")!;
  const statement = blockOf<StatementsBlock>("plain", item.block).classes[item.place]!.presence[0]!;
  const { page } = await open("plain", { fragment: "class/dalmatian" });
  const card = page.locator(".statement.presence").first();
  const text = (await card.textContent())!;
  assert.ok(
    text.includes(`+${statement.signed_ks.toFixed(2)}`) && text.includes(`AUC ${statement.auc!.toFixed(2)}`),
    text,
  );
  const shown = await card
    .locator(".strip")
    .first()
    .locator("img")
    .evaluateAll((images) => images.map((image) => image.getAttribute("alt")));
  assert.deepEqual(
    shown,
    statement.most.map(([place]) => core.images.table[place]!.name),
  );
  const widths = await page.evaluate(() =>
    Promise.all(
      [...document.images].map((image) => {
        image.loading = "eager";
        return image.decode().then(() => image.naturalWidth);
      }),
    ),
  );
  assert.ok(widths.length > 50);
  assert.deepEqual([...new Set(widths)], [64]);
});

test("the table of pairs is searched, filtered and sorted in windows of rows", async () => {
  const pairs = blockOf<PairsBlock>("large", "pairs");
  const core = coreOf("large");
  const { page, quiet } = await open("large", { fragment: "features" });
  const table = page.locator("table", { has: page.getByText("Features", { exact: true }) });
  const rows = async (): Promise<number> => Number(await table.getAttribute("aria-rowcount")) - 1;
  const first = (column: number): Promise<string | null> =>
    table.locator("tbody tr:not(.gap)").first().locator("td, th").nth(column).textContent();
  assert.equal(await rows(), pairs.class.length);
  assert.ok((await table.locator("tbody tr").count()) < 60);

  const most = (values: (number | null)[], sign: number): string => {
    const value = sign * Math.max(...values.map((one) => sign * one!));
    return `${value > 0 ? "+" : ""}${value.toFixed(3)}`.replace("-", "−");
  };
  assert.equal(await first(3), most(pairs.signed_ks, 1));
  await table.getByRole("button", { name: "s", exact: true }).click();
  assert.equal(await first(3), most(pairs.signed_ks, -1));
  assert.equal(await table.locator("[aria-sort]").getAttribute("aria-sort"), "ascending");

  await page.keyboard.press("/");
  await page.keyboard.type("class 29");
  await page.waitForFunction(() => location.hash === "#features/class%2029");
  const wanted = core.classes.flatMap((item, c) => (item.name.includes("29") ? [c] : []));
  const words = blockOf<FeaturesBlock>("large", "features").name.map((name) => name.includes("29"));
  const expected = pairs.class.filter((c, i) => wanted.includes(c) || words[pairs.feature[i]!]).length;
  assert.equal(await rows(), expected);
  await page.getByLabel("Side").selectOption("absence");
  const absent = pairs.class.filter(
    (c, i) => (wanted.includes(c) || words[pairs.feature[i]!]) && pairs.signed_ks[i]! < 0,
  ).length;
  assert.equal(await rows(), absent);
  quiet();
});

test("going back finds search, order and scroll as they were", async () => {
  const { page } = await open("large", { fragment: "features" });
  await page.getByLabel("Find").fill("block");
  await page.getByRole("button", { name: "AUC" }).click();
  const box = page.locator(".long");
  await box.evaluate((element) => (element.scrollTop = 1800));
  await page.waitForTimeout(400);
  const link = box.locator("tbody tr:not(.gap)").nth(20).locator("a").first();
  const name = await link.textContent();
  await link.click();
  await settled(page);
  assert.equal(await page.textContent("main h1"), name);
  await page.goBack();
  await settled(page);
  assert.equal(await page.inputValue("main input[type=search]"), "block");
  assert.equal(await page.getByRole("columnheader", { name: "AUC" }).getAttribute("aria-sort"), "descending");
  assert.equal(await box.evaluate((element) => element.scrollTop), 1800);

  await go(page, "layers");
  await page.evaluate(() => scrollTo(0, 700));
  await page.waitForTimeout(100);
  await go(page, "ledger");
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await page.waitForFunction(() => scrollY === 700);
});

test("classes are filtered and sorted, in the matrix too", async () => {
  const { page } = await open("large", { fragment: "classes" });
  const table = page.locator("table").last();
  const names = (): Promise<string[]> => table.locator("tbody tr:not(.gap) th a").allTextContents();
  await table.getByRole("button", { name: "Class" }).click();
  assert.equal((await names())[0], "class 000");
  await table.getByRole("button", { name: "Class" }).click();
  assert.equal((await names())[0], "class 299");
  await page.getByLabel("Find a class").fill("29");
  assert.equal((await names()).length, 13);
  assert.equal(await page.textContent(".hits"), "13 of 300");
  assert.match((await page.getAttribute("[role=application]", "aria-label"))!, /13 × 60/);
});

test("the keyboard reaches and works everything", async () => {
  const { page } = await open("plain", { fragment: "layers" });
  await page.locator("#skip").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  const slider = page.getByRole("slider").first();
  await slider.focus();
  for (const [key, layer] of [
    ["ArrowRight", "block1_conv1"],
    ["ArrowRight", "block1_conv2"],
    ["End", "block5_conv1"],
  ] as const) {
    await page.keyboard.press(key);
    assert.ok((await slider.getAttribute("aria-valuetext"))!.startsWith(layer));
    assert.ok((await page.textContent(".tip"))!.includes(layer));
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".tip").count(), 0);
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await page.textContent("main h1"), "block1_conv1");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1");

  await go(page, "features");
  const link = page.locator(".long tbody a").first();
  await link.focus();
  const row = (): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex"));
  await page.keyboard.press("ArrowDown");
  assert.equal(await row(), "3");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  assert.equal(await row(), "2");

  await go(page, "likeness");
  await page.getByRole("application").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  assert.match((await page.locator("p[role=status]").textContent())!, /likeness/);
});

test("a term explains itself, and Escape closes it", async () => {
  const { page } = await open("plain", { fragment: "layers" });
  await page.getByRole("button", { name: "noise threshold" }).click();
  const note = page.locator(".explanation:popover-open");
  assert.match((await note.textContent())!, /Random classes of the same sizes/);
  await page.keyboard.press("Escape");
  assert.equal(await note.count(), 0);
});

test("the switch of colours goes from the system's to light and dark", async () => {
  const { page } = await open("plain", { scheme: "light" });
  const back = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await back();
  await page.click("#theme");
  assert.equal(await back(), light);
  await page.click("#theme");
  assert.notEqual(await back(), light);
});

async function taken(page: Page, button: string): Promise<[string, string]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return [download.suggestedFilename(), readFileSync(await download.path(), "utf8")];
}

test("tables are saved as CSV, figures as SVG that stands alone", async () => {
  const core = coreOf("hostile");
  const { page, quiet } = await open("hostile", { fragment: "classes" });
  const [name, text] = await taken(page, "Classes: save as CSV");
  assert.equal(name, "classes.csv");
  assert.ok(text.startsWith("Class,Images,Share,By presence,By absence,Max s,Min s\r\n"));
  for (const item of core.classes) {
    const quoted = /[",\n\r]/.test(item.name) ? `"${item.name.replaceAll('"', '""')}"` : item.name;
    assert.ok(text.includes(`${quoted},${item.images},`), item.name);
  }
  for (const title of [
    "Classes by layer",
    "Likeness of the classes",
    "Map of the images",
    "What stands out, layer by layer",
  ]) {
    await go(
      page,
      title.startsWith("Classes")
        ? "classes"
        : title.startsWith("L")
          ? "likeness"
          : title.startsWith("Map")
            ? "embedding"
            : "layers",
    );
    const [file, svg] = await taken(page, `${title}: save as SVG`);
    assert.match(file, /\.svg$/);
    assert.doesNotMatch(svg, / class="| style="|var\(|data-screen-only/);
    const parsed = await page.evaluate((source) => {
      const root = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
      return [
        root.tagName,
        root.querySelectorAll("text").length,
        root.querySelector("title")?.textContent,
        root.querySelectorAll("script").length,
      ];
    }, svg);
    assert.equal(parsed[0], "svg");
    assert.ok((parsed[1] as number) > 3, title);
    assert.equal(parsed[2], title);
    assert.equal(parsed[3], 0);
  }
  quiet();
});

test("the map shows the image under the pointer, and classes are singled out", async () => {
  const { page } = await open("plain", { fragment: "embedding" });
  await page.getByRole("button", { name: /dalmatian/ }).click();
  await page.getByRole("application").focus();
  await page.keyboard.press("ArrowRight");
  assert.match((await page.textContent(".tip"))!, /dalmatian/);
  await page.keyboard.press("ArrowRight");
  assert.match((await page.textContent(".tip"))!, /dalmatian/);
  assert.match((await page.textContent("main"))!, /85\.0.%.to 95\.0/s);
});

test("a large report has its first view soon", async (context) => {
  const begun = performance.now();
  const { page } = await open("large");
  const soon = performance.now() - begun;
  context.diagnostic(`first view after ${Math.round(soon)} ms`);
  assert.equal(await page.textContent("main h1"), coreOf("large").title);
  assert.ok(soon < 10_000);
});
