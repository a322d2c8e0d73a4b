/* Puts the bundle in dist/ into a report that a program wrote, to see a change without building the program:
   node web/dev/rejoin.ts REPORT.html OUT.html */

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const [, , report, out] = process.argv;
if (report === undefined || out === undefined) {
  console.error("usage: node web/dev/rejoin.ts REPORT.html OUT.html");
  process.exit(2);
}
const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
const page = readFileSync(report, "utf8");
const first = page.indexOf('<script type="application/');
const data = page.slice(first, page.lastIndexOf("<script>"));
const [style, script] = [read("../dist/report.css"), read("../dist/report.js")];
const parts: Record<string, string> = {
  "@STYLE_HASH@": digest(style),
  "@SCRIPT_HASH@": digest(script),
  "@STYLE@": style,
  "@DATA@": data,
  "@SCRIPT@": script,
};
writeFileSync(
  out,
  read("../page.html").replace(/@[A-Z_]+@/g, (mark) => parts[mark] ?? mark),
);
