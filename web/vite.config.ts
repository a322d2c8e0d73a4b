import { defineConfig } from "vitest/config";

// One script and one style sheet, the same bytes for the same sources: the program embeds both, and the
// page's policy names them by their digest. A closure, so that nothing of it is global in the page.
export default defineConfig({
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: "es2023",
    // What knows light-dark(), which an older target would replace by rules that no switch can reach.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    sourcemap: false,
    cssCodeSplit: false,
    lib: {
      entry: "src/main.tsx",
      formats: ["iife"],
      name: "lexicnnReport",
      fileName: () => "report.js",
      cssFileName: "report",
    },
  },
  test: { include: ["test/unit/*.test.ts"], environment: "node" },
});
