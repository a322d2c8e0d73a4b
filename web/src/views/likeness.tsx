/* Which classes are told alike: a heat map in the order of its tree, and the taxonomy beside it. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

import { HeatMap } from "../charts/heatMap.tsx";
import { LayerChart } from "../charts/layerChart.tsx";
import { TreeLines } from "../charts/treeLines.tsx";
import { trianglePlace } from "../charts/tree.ts";
import { ClassLink, Name } from "../components/names.tsx";
import { Absent, Heading, Lead, WithBlock } from "../components/page.tsx";
import { Table } from "../components/table.tsx";
import { Term } from "../components/terms.tsx";
import { count, fixed, isNumber, signed } from "../format/number.ts";
import type { LikenessBlock, LikenessLayer, TaxonomyNode } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { Maybe } from "../model/types.ts";
import { link } from "../routes/address.ts";

function LikenessMap({ block }: { block: LikenessBlock }): JSX.Element {
  const { classes } = useReport().core;
  const n = block.classes.length;
  const names = useMemo(() => block.order.map((leaf) => classes[block.classes[leaf]!]!.name), [block]);
  const value = useMemo(
    () =>
      (row: number, column: number): Maybe =>
        row === column ? 1 : block.values[trianglePlace(block.order[row]!, block.order[column]!, n)]!,
    [block],
  );
  const distance = block.taxonomy?.distance;
  return (
    <HeatMap
      title="Likeness of the classes"
      note={
        <>
          <Term name="likeness">Likeness</Term>
          {` (${block.measure}${block.layer === "all" ? " over all features" : ` over ${block.layer}`}) of every two classes, in the order of their tree: average linkage, the nearest join first. Enter or a click opens the class of the row.`}
        </>
      }
      stem="likeness"
      rows={names}
      columns={names}
      value={value}
      limit={1}
      square
      aside={(top, height, width) => (
        <TreeLines merges={block.merges} order={block.order} top={top} height={height} width={width} />
      )}
      legendText={(v) => signed(v, 0)}
      open={(row) => void (location.hash = link.class(names[row]!))}
      tip={(row, column) => [
        ["and", names[column]!],
        ["likeness", signed(value(row, column), 3)],
        ...(distance === undefined || row === column
          ? []
          : [
              [
                "Wu-Palmer",
                fixed(distance[trianglePlace(block.order[row]!, block.order[column]!, n)], 3),
              ] as [string, string],
            ]),
      ]}
    />
  );
}

interface Pair {
  first: number;
  second: number;
  likeness: number;
}

/* The ten pairs that come first by `sign` times likeness; of equal ones those that stand first. */
function firstTen(block: LikenessBlock, sign: number): Pair[] {
  const n = block.classes.length;
  const best: Pair[] = [];
  for (let i = 0, at = 0; i < n; ++i) {
    for (let j = i + 1; j < n; ++j, ++at) {
      const likeness = block.values[at];
      if (!isNumber(likeness) || (best.length === 10 && sign * likeness <= sign * best[9]!.likeness))
        continue;
      const place = best.findIndex((one) => sign * one.likeness < sign * likeness);
      best.splice(place < 0 ? best.length : place, 0, {
        first: block.classes[i]!,
        second: block.classes[j]!,
        likeness,
      });
      best.length = Math.min(best.length, 10);
    }
  }
  return best;
}

/* The ten most and the ten least alike. */
function Extremes({ block }: { block: LikenessBlock }): JSX.Element {
  const { classes } = useReport().core;
  const [most, least] = useMemo(() => [firstTen(block, 1), firstTen(block, -1)] as const, [block]);
  const table = (caption: string, rows: Pair[]): JSX.Element => (
    <section>
      <h2>{caption}</h2>
      <Table
        caption={caption}
        stem={caption.toLowerCase().replace(" ", "-")}
        columns={[
          {
            head: "Class",
            kind: "text",
            value: (one) => classes[one.first]!.name,
            cell: (one) => <ClassLink place={one.first} />,
          },
          {
            head: "and",
            kind: "text",
            value: (one) => classes[one.second]!.name,
            cell: (one) => <ClassLink place={one.second} />,
          },
          {
            head: "Likeness",
            kind: "number",
            value: (one) => one.likeness,
            cell: (one) => signed(one.likeness, 3),
          },
        ]}
        rows={rows}
      />
    </section>
  );
  return (
    <div class="sides">
      {table("Most alike", most)}
      {table("Least alike", least)}
    </div>
  );
}

function Node({ node, depth }: { node: TaxonomyNode; depth: number }): JSX.Element {
  const { classes } = useReport().core;
  const own = node.class === null ? null : <ClassLink place={node.class} />;
  const label =
    node.label === "" || (node.class !== null && classes[node.class]!.name === node.label) ? null : (
      <Name text={node.label} />
    );
  if (node.children.length === 0) return <li>{own ?? label}</li>;
  return (
    <li>
      <details open={depth < 4}>
        <summary>
          {label ?? "all"}
          {own !== null && <> ({own})</>}
        </summary>
        <ul>
          {node.children.map((child, i) => (
            <Node key={i} node={child} depth={depth + 1} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Agreement({ block }: { block: LikenessBlock }): JSX.Element | null {
  const { core } = useReport();
  const { taxonomy } = block;
  const byName = new Map(block.layers.map((layer) => [layer.layer, layer]));
  const of = (pick: (layer: LikenessLayer) => Maybe | undefined): Maybe[] =>
    core.layers.map((layer) => {
      const known = byName.get(layer.name);
      return known === undefined ? null : (pick(known) ?? null);
    });
  const series = {
    mean: of((layer) => layer.mean_likeness),
    path: of((layer) => layer.path?.rho),
    wuPalmer: of((layer) => layer.wu_palmer?.rho),
  };
  const p = { path: of((layer) => layer.path?.p), wuPalmer: of((layer) => layer.wu_palmer?.p) };
  return (
    <LayerChart
      title={
        taxonomy === undefined
          ? "Mean likeness, layer by layer"
          : "Agreement with the taxonomy, layer by layer"
      }
      note={
        taxonomy === undefined
          ? "Mean likeness of every two classes, by the features of each layer alone."
          : `Rank correlation of likeness with the closeness in the taxonomy, over ${count(taxonomy.mapped)} classes that are in it (Mantel's test, ${count(taxonomy.permutations)} permutations). Over depth it changes with a rank correlation of ${signed(taxonomy.path_trend)} (path) and ${signed(taxonomy.wu_palmer_trend)} (Wu-Palmer).`
      }
      stem="likeness-layers"
      series={[
        ...(taxonomy === undefined
          ? []
          : [
              { name: "path", kind: "presence", type: "line" as const, dots: true, values: series.path },
              {
                name: "Wu-Palmer",
                kind: "absence",
                type: "line" as const,
                dots: true,
                values: series.wuPalmer,
              },
            ]),
        { name: "mean likeness", kind: "noise", type: "line", values: series.mean },
      ]}
      text={(value) => signed(value, value !== 0 && Math.abs(value) < 0.1 ? 3 : 2)}
      tip={(i) => [
        ...(taxonomy === undefined
          ? []
          : ([
              ["path", `${signed(series.path[i], 3)}, p ${fixed(p.path[i], 3)}`],
              ["Wu-Palmer", `${signed(series.wuPalmer[i], 3)}, p ${fixed(p.wuPalmer[i], 3)}`],
            ] as [string, string][])),
        ["mean likeness", signed(series.mean[i], 3)],
      ]}
    />
  );
}

function LikenessBody({ block }: { block: LikenessBlock }): JSX.Element {
  return (
    <>
      <div class="beside">
        <LikenessMap block={block} />
        {block.taxonomy?.tree ? (
          <section class="taxonomy">
            <h3>The taxonomy above the classes</h3>
            <ul>
              <Node node={block.taxonomy.tree} depth={0} />
            </ul>
          </section>
        ) : (
          <Absent command="lexicnn report scores.h5ad --taxonomy DIR -o report.html">
            With a taxonomy, its tree stands here, and how well it agrees with the likeness:
          </Absent>
        )}
      </div>
      <Agreement block={block} />
      <Extremes block={block} />
    </>
  );
}

export function LikenessView(): JSX.Element {
  const { has } = useReport().core;
  const block = useBlock<LikenessBlock>(has.likeness ? "likeness" : null);
  return (
    <>
      <Heading>Classes’ likeness</Heading>
      <Lead>
        Which classes the network tells by the same features: blue pairs are told alike, orange ones the
        opposite way.
      </Lead>
      {has.likeness ? (
        <WithBlock block={block}>{(value) => <LikenessBody block={value} />}</WithBlock>
      ) : (
        <Absent command="lexicnn describe scores.h5ad --similarity">
          Likeness needs at least two classes.
        </Absent>
      )}
    </>
  );
}
