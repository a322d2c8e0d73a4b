/* Takes the pictures in docs/img of a report, every view in light and in dark:
   node web/dev/screenshots.ts REPORT.html FOLDER   (or `make screenshots`) */

import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [, , report, folder] = process.argv;
if (report === undefined || folder === undefined) {
  console.error("usage: node web/dev/screenshots.ts REPORT.html FOLDER");
  process.exit(2);
}

/* Name of the picture, and address. */
const PICTURES: [name: string, address: string][] = [
  ["overview", "overview"],
  ["layers", "layers"],
  ["layer", "layer/head_conv"],
  ["classes", "classes"],
  ["class", "class/animal-mammal"],
  ["features", "features"],
  ["feature", "feature/blocks_14_depthwise_conv%3A1150/animal-mammal"],
  ["likeness", "likeness"],
  ["embedding", "embedding"],
  ["ledger", "ledger"],
];

const program = execFileSync("sh", ["-c", "command -v chromium || command -v google-chrome"], {
  encoding: "utf8",
}).trim();
const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
for (const colorScheme of ["light", "dark"] as const) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme });
  await page.goto(pathToFileURL(report).href);
  for (const [name, address] of PICTURES) {
    await page.evaluate((text) => void (location.hash = text), address);
    await page.waitForTimeout(300);
    await page.waitForFunction(
      () => document.querySelector("main h1") !== null && document.querySelector("main .waiting") === null,
    );
    await page.waitForTimeout(500);
    const path = join(folder, `report-${name}-${colorScheme}.webp`);
    // Playwright writes PNG and JPEG; the browser's own protocol writes WebP.
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 80 });

    await writeFile(path, Buffer.from(data, "base64"));
  }
  await page.close();
}
await browser.close();
