/* Reports that the library wrote, opened in a headless Chromium. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { type Browser, type Page, chromium } from "playwright-core";

import type { Core } from "../../src/model/types.ts";

export const SAMPLES = ["plain", "hostile", "bare", "empty", "single", "large"] as const;
export const VIEWS = [
  "overview",
  "layers",
  "classes",
  "features",
  "likeness",
  "embedding",
  "ledger",
] as const;

let browser: Browser;
let folder = "";

/* For each test file: one browser, one folder of reports. */
export function useReports(): void {
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "lexicnn-report-"));
    execFileSync(process.env.LEXICNN_SAMPLE_REPORT!, [folder]);
    browser = await chromium.launch({
      executablePath: process.env.LEXICNN_CHROMIUM!,
      args: ["--no-sandbox"],
    });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

const file = (name: string): string => join(folder, `${name}.html`);

/* What the file itself holds, read without the page. */
export function elementText(name: string, id: string): string {
  const page = readFileSync(file(name), "utf8");
  const start = page.indexOf(">", page.indexOf(`id="${id}"`)) + 1;
  return page.slice(start, page.indexOf("<", start));
}
export const coreOf = (name: string): Core => JSON.parse(elementText(name, "view-model")) as Core;
export const blockOf = <Block>(name: string, block: string): Block =>
  JSON.parse(gunzipSync(Buffer.from(elementText(name, `block:${block}`), "base64")).toString()) as Block;

/* Writes a report again, changed, under another name. */
export function rewrite(name: string, as: string, change: (page: string) => string): void {
  writeFileSync(file(as), change(readFileSync(file(name), "utf8")));
}

/* The address of a report, for a page that does not open as they do. */
export const addressOf = (name: string): string => pathToFileURL(file(name)).href;

export interface Opened {
  page: Page;
  /* Fails where the console, an error or a request was seen. */
  quiet: () => void;
  problems: string[];
}

interface How {
  fragment?: string;
  width?: number;
  scheme?: "light" | "dark";
}

/* Opens a report and waits for its first view. */
export async function open(
  name: string,
  { fragment = "", width = 1280, scheme = "light" }: How = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  // Errors that the console does not show, such as a ResizeObserver that calls itself.
  await page.addInitScript(() => addEventListener("error", (event) => console.error(event.message)));
  const address = addressOf(name);
  await page.goto(`${address}${fragment === "" ? "" : `#${fragment}`}`);
  await settled(page);
  return {
    page,
    problems,
    quiet: () => {
      assert.deepEqual(problems, []);
      const others = requests.filter((url) => !url.startsWith("data:") && !url.startsWith("blob:"));
      assert.deepEqual([...new Set(others.map((url) => url.split("#")[0]))], [address]);
    },
  };
}

/* Waits until the view is drawn and nothing is being unpacked. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => document.querySelector("main .waiting") === null);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30))));
}

/* Follows a deep link within the open page. */
export async function go(page: Page, fragment: string): Promise<void> {
  await page.evaluate((text) => void (location.hash = text), fragment);
  await page.waitForFunction((text) => location.hash === `#${text}`, fragment);
  await settled(page);
}

/* One address of every kind. */
export function addresses(core: Core, feature: string | undefined): string[] {
  const name = encodeURIComponent(core.classes[0]!.name);
  const layer = encodeURIComponent(core.layers.at(-1)!.name);
  const one =
    feature === undefined
      ? []
      : [`feature/${encodeURIComponent(feature)}`, `feature/${encodeURIComponent(feature)}/${name}`];
  return [...VIEWS, `class/${name}`, `layer/${layer}`, `features/${name}`, ...one];
}
