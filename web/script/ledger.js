/* The ledger: what became of every file. */

const listed = (shown, total) => shown < total
  ? `The first ${format.count(shown)} of ${format.count(total)}; the activations file holds all of them.` : "";

function badFiles(ledger) {
  if (ledger.bad === 0) return [make("p", {}, "Every file could be read.")];
  const reasons = table([
    { head: "Reason", first: true, kind: "text", sort: (row) => row.reason, cell: (row) => row.reason },
    { head: "Files", kind: "number", sort: (row) => row.files, cell: (row) => format.count(row.files) },
  ], ledger.reasons, { caption: "Reasons" });
  const files = table([
    { head: "File", first: true, kind: "text", sort: (row) => row.name, cell: (row) => named(row.name) },
    { head: "Class", kind: "text", sort: (row) => row.class, cell: (row) => named(row.class) },
    { head: "Reason", kind: "text", sort: (row) => row.reason, cell: (row) => row.reason },
  ], ledger.bad_files, { caption: "Bad files" });
  return [make("h2", {}, "Why files were left out"), reasons.element, make("h2", {}, "Bad files"),
    make("p", {}, listed(ledger.bad_files.length, ledger.bad)), files.element];
}

function repeatedFiles(ledger) {
  if (ledger.repeated === 0) return [];
  const files = table([
    { head: "File", first: true, kind: "text", sort: (row) => row.name, cell: (row) => named(row.name) },
    { head: "Class", kind: "text", sort: (row) => row.class, cell: (row) => named(row.class) },
    { head: "Same content as", kind: "text", sort: (row) => row.same_as, cell: (row) => named(row.same_as) },
  ], ledger.repeated_files, { caption: "Files that occur twice" });
  return [make("h2", {}, "Files that occur twice"),
    make("p", {}, "They are counted each time. ", listed(ledger.repeated_files.length, ledger.repeated)), files.element];
}

function ledgerView() {
  const ledger = MODEL.ledger;
  if (ledger === null) {
    return [viewHeading("Ledger"), make("p", {}, "The report was made without a ledger of the image files.")];
  }
  const count = (value, one, many) => make("li", { class: "finding" },
    make("p", { class: "figure" }, format.count(value)), make("p", {}, value === 1 ? one : many));
  return [
    viewHeading("Ledger"),
    make("p", { class: "lead" }, "What became of every image file. A bad file is left out of everything; it never shifts a row."),
    make("ul", { class: "findings small" }, count(ledger.good, "good file", "good files"),
      count(ledger.bad, "bad file", "bad files"),
      count(ledger.repeated, "file with the content of another", "files with the content of another")),
    ...badFiles(ledger), ...repeatedFiles(ledger),
  ];
}
