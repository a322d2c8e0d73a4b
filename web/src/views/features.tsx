/* The pairs of class and feature that pass the threshold: searched, filtered, sorted, in windows of rows. */

import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";

import { ClassLink, FeatureLink, LayerLink } from "../components/names.tsx";
import { Heading, Lead, WithBlock } from "../components/page.tsx";
import { Choice, Search } from "../components/search.tsx";
import { type Column, type Order, Table } from "../components/table.tsx";
import { Term } from "../components/terms.tsx";
import { count, fixed, percent, probability, short, signed } from "../format/number.ts";
import type { FeaturesBlock, PairsBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import {
  type NumberColumn,
  type PairTable,
  type SortKey,
  filtered,
  ordered,
  pairTable,
} from "../model/pairTable.ts";
import type { Core, Side } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { rewrite, useKept } from "../routes/history.ts";

const KEYS: SortKey[] = [
  "feature",
  "class",
  "layer",
  "signed_ks",
  "auc",
  "location",
  "inner_share",
  "outer_share",
  "noise_threshold",
  "log10_p",
];

function columnsOf(table: PairTable, core: Core): Column<number>[] {
  const feature = (i: number): string => table.features.name[table.feature[i]!]!;
  const className = (i: number): string => core.classes[table.class[i]!]!.name;
  const number = (
    head: string,
    hint: string,
    key: NumberColumn,
    text: (value: number) => string,
  ): Column<number> => ({
    head,
    hint,
    kind: "number",
    value: (i) => table.numbers[key][i],
    cell: (i) => text(table.numbers[key][i]!),
  });
  return [
    {
      head: "Feature",
      kind: "text",
      value: feature,
      cell: (i) => <FeatureLink name={feature(i)} className={className(i)} />,
    },
    { head: "Class", kind: "text", value: className, cell: (i) => <ClassLink place={table.class[i]!} /> },
    {
      head: "Layer",
      kind: "text roomy",
      value: (i) => core.layers[table.layer[i]!]!.name,
      cell: (i) => <LayerLink place={table.layer[i]!} />,
    },
    {
      ...number("s", "signed KS", "signed_ks", (v) => signed(v, 3)),
      cell: (i) => {
        const s = table.numbers.signed_ks[i]!;
        return <span class={`word ${s > 0 ? "presence" : "absence"}`}>{signed(s, 3)}</span>;
      },
    },
    number("AUC", "chance that an image of the class fires more than another", "auc", (v) => fixed(v, 3)),
    number("Cut", "the activation at which the gap is widest", "location", short),
    number("Class above", "share of the class above the cut", "inner_share", percent),
    number("Rest above", "share of the rest above the cut", "outer_share", percent),
    number("Noise", "threshold on |s| of this layer and class size", "noise_threshold", (v) => fixed(v, 3)),
    number("p", "two-sided p of s", "log10_p", probability),
  ];
}

/* What is in the table, and what is not. */
function cap({ limits, layers, classes }: Core): string {
  if (limits.pairs_kept >= limits.pairs_total) {
    return `All ${count(limits.pairs_total)} pairs of class and feature that pass the threshold are here.`;
  }
  const what =
    limits.pairs_each > 0
      ? `the ${count(limits.pairs_each)} strongest of each of ${count(classes.length)} classes, ${count(layers.length)} layers and both sides, and those of the statements`
      : "those of the statements alone";
  return `Of ${count(limits.pairs_total)} pairs that pass the threshold ${count(limits.pairs_kept)} are here: ${what}. A larger --max-size keeps more.`;
}

function PairList({ table, search }: { table: PairTable; search: string }): JSX.Element {
  const { core } = useReport();
  const [text, setText] = useKept("features search", search);
  const [inClass, setClass] = useKept("features class", "");
  const [inLayer, setLayer] = useKept("features layer", "");
  const [side, setSide] = useKept("features side", "");
  const [order, setOrder] = useKept<Order>("features order", {
    column: KEYS.indexOf("signed_ks"),
    up: false,
  });
  const columns = useMemo(() => columnsOf(table, core), [table, core]);
  useEffect(() => {
    const wait = setTimeout(() => rewrite(link.features(text)), 300);
    return () => clearTimeout(wait);
  }, [text]);
  const found = useMemo(
    () =>
      filtered(table, core, {
        text,
        class: inClass === "" ? null : Number(inClass),
        layer: inLayer === "" ? null : Number(inLayer),
        side: side === "" ? null : (side as Side),
      }),
    [table, text, inClass, inLayer, side],
  );
  const rows = useMemo(
    () => Array.from(ordered(table, core, found, KEYS[order.column]!, order.up)),
    [found, order.column, order.up],
  );
  const named = (items: { name: string }[]): (readonly [string, string])[] =>
    items.map((item, i) => [String(i), item.name] as const);
  return (
    <>
      <div class="filter">
        <Search
          label="Find"
          text={text}
          onText={setText}
          hits={`${count(rows.length)} of ${count(table.size)}`}
        />
        <Choice
          label="Class"
          value={inClass}
          options={[["", "all"], ...named(core.classes)]}
          onValue={setClass}
        />
        <Choice
          label="Layer"
          value={inLayer}
          options={[["", "all"], ...named(core.layers)]}
          onValue={setLayer}
        />
        <Choice
          label="Side"
          value={side}
          options={[
            ["", "both"],
            ["presence", "by presence"],
            ["absence", "by absence"],
          ]}
          onValue={setSide}
        />
      </div>
      <Table
        caption="Features"
        stem="features"
        columns={columns}
        rows={rows}
        rowHeight={36}
        kind="pairs"
        order={order}
        onOrder={setOrder}
      />
    </>
  );
}

/* Made once: the columns are large. */
const tables = new WeakMap<PairsBlock, PairTable>();
function tableOf(pairs: PairsBlock, features: FeaturesBlock): PairTable {
  let table = tables.get(pairs);
  if (table === undefined) {
    table = pairTable(pairs, features);
    tables.set(pairs, table);
  }
  return table;
}

export function FeaturesView({ search }: { search: string }): JSX.Element {
  const { core } = useReport();
  const features = useBlock<FeaturesBlock>("features");
  const pairs = useBlock<PairsBlock>("pairs");
  return (
    <>
      <Heading>Features</Heading>
      <Lead>
        Which single <Term name="feature">features</Term> speak for which class, how strongly, and above which{" "}
        <Term name="cut">cut</Term>. {cap(core)} Words in the search are parts of the names of class and
        feature.
      </Lead>
      <WithBlock block={features}>
        {(names) => (
          <WithBlock block={pairs}>
            {(value) => <PairList table={tableOf(value, names)} search={search} />}
          </WithBlock>
        )}
      </WithBlock>
    </>
  );
}
