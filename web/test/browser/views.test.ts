/* Every view of every report: nothing fails, is fetched, runs, or runs over; and all can read it. */

import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { test } from "node:test";

import type { FeaturesBlock } from "../../src/model/blocks.ts";
import {
  SAMPLES,
  addressOf,
  addresses,
  blockOf,
  coreOf,
  elementText,
  go,
  open,
  rewrite,
  useReports,
} from "./pages.ts";

useReports();

const addressesOf = (name: string): string[] =>
  addresses(coreOf(name), blockOf<FeaturesBlock>(name, "features").name[0]);

/* Elements that reach beyond the window though nothing around them scrolls or cuts them off. */
const over = (): string[] =>
  [...document.querySelectorAll("main, main *, header *, footer")]
    .filter((element) => {
      if (!element.checkVisibility() || element.getBoundingClientRect().right <= innerWidth + 1) return false;
      if (element.closest("svg") !== null && element.tagName !== "svg") return false;
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== "visible") return false;
      }
      return true;
    })
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent?.slice(0, 40)}`);

for (const name of SAMPLES) {
  test(`${name}: every view opens without error or request, and fits 400 to 2,000 pixels`, async () => {
    const { page, quiet } = await open(name);
    for (const address of addressesOf(name)) {
      await go(page, address);
      assert.notEqual(await page.textContent("main h1"), "");
      for (const width of [400, 2000, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
        assert.ok(
          (await page.evaluate(() => document.documentElement.scrollWidth)) <= width,
          `${address} at ${width}`,
        );
        assert.deepEqual(await page.evaluate(over), [], `${address} at ${width}`);
      }
    }
    quiet();
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`no serious violation of accessibility in any view, ${scheme}`, async () => {
    for (const name of ["plain", "bare"]) {
      const { page } = await open(name, { scheme });
      for (const address of addressesOf(name)) {
        await go(page, address);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const bad = violations.filter((one) => one.impact === "serious" || one.impact === "critical");
        assert.deepEqual(
          bad.map((one) => `${one.id}: ${one.nodes[0]?.html}`),
          [],
          `${name} ${address}`,
        );
      }
    }
  });
}

test("the check of accessibility can fail", async () => {
  const { page } = await open("plain");
  await page.evaluate(() => (document.querySelector("h1")!.style.color = "#ddd"));
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.ok(violations.some((one) => one.id === "color-contrast"));
});

test("hostile names are shown as text, and nothing runs", async () => {
  const core = coreOf("hostile");
  const { page, quiet } = await open("hostile", { width: 400 });
  page.on("dialog", (dialog) => assert.fail(dialog.message()));
  const scripts = await page.evaluate(() => document.scripts.length);
  for (const { name } of core.classes) {
    await go(page, `class/${encodeURIComponent(name)}`);
    assert.equal(await page.textContent("main h1"), name);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 400, name);
  }
  await go(page, "classes");
  assert.deepEqual(
    await page.locator("main tbody th a").allTextContents(),
    core.classes.map((item) => item.name),
  );
  await go(page, "ledger");
  assert.match((await page.textContent("main"))!, /c0\/<b>cut<\/b>\.jpg/);
  assert.equal(await page.evaluate(() => document.scripts.length), scripts);
  assert.equal(
    await page.evaluate(() => [...document.images].filter((image) => !image.src.startsWith("data:")).length),
    0,
  );
  quiet();
});

test("the policy refuses what is put in later", async () => {
  const { page, problems } = await open("plain");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = 1";
    document.body.append(script);
    new Image().src = "https://example.invalid/x.png";
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => "ran" in window), false);
  assert.ok(problems.some((text) => text.includes("Content Security Policy")));
});

test("views without their data say what command line gives them", async () => {
  const { page } = await open("bare");
  for (const [address, command] of [
    ["embedding", "lexicnn embed activations.h5ad"],
    ["ledger", "--activations activations.h5ad"],
    ["likeness", "--taxonomy DIR"],
  ] as const) {
    await go(page, address);
    assert.ok((await page.locator("main pre").allTextContents()).join().includes(command), address);
  }
});

test("a view asks for its blocks once it is open", () => {
  // The first view is small: all but the core is packed.
  assert.ok(elementText("large", "view-model").length < 600_000);
});

test("a damaged file says so, and shows the rest", async () => {
  const half = (text: string): string => text.slice(0, text.length / 2);
  rewrite("plain", "damaged", (page) => {
    for (const block of ["images/0", "statements/0"]) {
      const content = elementText("plain", `block:${block}`);
      page = page.replace(content, () => half(content));
    }
    return page;
  });
  const { page } = await open("damaged");
  assert.ok((await page.locator("main .missing").count()) + (await page.locator("main figure").count()) > 0);
  await go(page, `class/${encodeURIComponent(coreOf("plain").classes[0]!.name)}`);
  assert.match((await page.textContent("main"))!, /the data "statements\/0" are damaged/);
  await go(page, "layers");
  assert.equal(await page.textContent("main h1"), "Layers");
});

test("a file that was cut off says so", async () => {
  rewrite("plain", "cut", (page) => page.slice(0, page.indexOf('id="block:')));
  const { page } = await open("plain");
  await page.goto(addressOf("cut"));
  assert.match((await page.textContent("#report"))!, /cut off before its end/);
});

test("printing keeps the content and leaves out the controls", async () => {
  const { page } = await open("plain", { fragment: "class/dalmatian" });
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible("#nav"), false);
  assert.equal(await page.isVisible(".statement"), true);
  assert.ok((await page.pdf()).length > 10_000);
});
