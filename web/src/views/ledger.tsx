/* The ledger: what became of every file. */

import type { JSX } from "preact";

import { Name } from "../components/names.tsx";
import { Absent, Heading, Lead } from "../components/page.tsx";
import { Table } from "../components/table.tsx";
import { count } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { BadFile, Ledger, RepeatedFile } from "../model/types.ts";

const listed = (shown: number, total: number): string =>
  shown < total
    ? `The first ${count(shown)} of ${count(total)}; the activations file holds all of them.`
    : "";

const named = (head: string, pick: (row: never) => string) => ({
  head,
  kind: "text",
  value: pick as (row: unknown) => string,
  cell: (row: unknown) => <Name text={(pick as (row: unknown) => string)(row)} />,
});

function BadFiles({ ledger }: { ledger: Ledger }): JSX.Element {
  if (ledger.bad === 0) return <p>Every file could be read.</p>;
  return (
    <>
      <h2>Why files were left out</h2>
      <Table
        caption="Reasons"
        stem="reasons"
        columns={[
          { head: "Reason", kind: "text", value: (row) => row.reason },
          { head: "Files", kind: "number", value: (row) => row.files, cell: (row) => count(row.files) },
        ]}
        rows={ledger.reasons}
      />
      <h2>Bad files</h2>
      <p>{listed(ledger.bad_files.length, ledger.bad)}</p>
      <Table
        caption="Bad files"
        stem="bad-files"
        columns={[
          named("File", (row: BadFile) => row.name),
          named("Class", (row: BadFile) => row.class),
          { head: "Reason", kind: "text", value: (row) => (row as BadFile).reason },
        ]}
        rows={ledger.bad_files as unknown[]}
      />
    </>
  );
}

function RepeatedFiles({ ledger }: { ledger: Ledger }): JSX.Element | null {
  if (ledger.repeated === 0) return null;
  return (
    <>
      <h2>Files that occur twice</h2>
      <p>They are counted each time. {listed(ledger.repeated_files.length, ledger.repeated)}</p>
      <Table
        caption="Files that occur twice"
        stem="repeated-files"
        columns={[
          named("File", (row: RepeatedFile) => row.name),
          named("Class", (row: RepeatedFile) => row.class),
          named("Same content as", (row: RepeatedFile) => row.same_as),
        ]}
        rows={ledger.repeated_files as unknown[]}
      />
    </>
  );
}

export function LedgerView(): JSX.Element {
  const { ledger } = useReport().core;
  if (ledger === null) {
    return (
      <>
        <Heading>Ledger</Heading>
        <Absent command="lexicnn report scores.h5ad --activations activations.h5ad -o report.html">
          What became of every image file is recorded in the activations. This puts it in the report:
        </Absent>
      </>
    );
  }
  const figures: [number, string, string][] = [
    [ledger.good, "good file", "good files"],
    [ledger.bad, "bad file", "bad files"],
    [ledger.repeated, "file with the content of another", "files with the content of another"],
  ];
  return (
    <>
      <Heading>Ledger</Heading>
      <Lead>
        What became of every image file. A bad file is left out of everything; it never shifts a row.
      </Lead>
      <ul class="findings small">
        {figures.map(([value, one, many]) => (
          <li class="finding" key={one}>
            <p class="figure">{count(value)}</p>
            <p>{value === 1 ? one : many}</p>
          </li>
        ))}
      </ul>
      <BadFiles ledger={ledger} />
      <RepeatedFiles ledger={ledger} />
    </>
  );
}
