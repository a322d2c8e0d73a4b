/* Writes dist/SOURCES.sha256: what the bundle in dist/ was made of. web/sources.cmake compares it with the
   sources, so that no program is built with a page that is older than they are. `sha256sum -c` reads it. */

import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";

process.chdir(new URL("..", import.meta.url).pathname);
const files = globSync([
  "src/**/*.{ts,tsx,css}",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "vite.config.ts",
]);
const lines = files
  .sort()
  .map((file) => `${createHash("sha256").update(readFileSync(file)).digest("hex")}  ${file}\n`);
writeFileSync("dist/SOURCES.sha256", lines.join(""));
