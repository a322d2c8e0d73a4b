/* The committed bundle is what the lock file's tools make of the sources, byte for byte. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const web = new URL("..", import.meta.url).pathname;

test("web/dist is made anew the same", () => {
  const folder = mkdtempSync(join(tmpdir(), "lexicnn-web-"));
  try {
    const vite = ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--outDir", folder];
    execFileSync(process.execPath, vite, { cwd: web });
    for (const name of ["report.js", "report.css"]) {
      const [made, committed] = [readFileSync(join(folder, name)), readFileSync(join(web, "dist", name))];
      assert.ok(made.equals(committed), `${name} differs: run \`make web\``);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("no source makes elements of text", () => {
  for (const file of globSync("src/**/*.{ts,tsx}", { cwd: web })) {
    assert.doesNotMatch(
      readFileSync(join(web, file), "utf8"),
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write/i,
      file,
    );
  }
});

test("the bundle is small, asks for nothing and ends no element", () => {
  const script = readFileSync(join(web, "dist/report.js"), "utf8");
  const style = readFileSync(join(web, "dist/report.css"), "utf8");
  assert.ok(script.length < 200_000, `${script.length} bytes`);
  assert.doesNotMatch(script, /<\/script|<!--|\beval\(|\bfetch\(|XMLHttpRequest|sourceMappingURL/i);
  assert.doesNotMatch(style, /<\/style|@import|url\(/i);
});
