/* The layers: how presence, absence and strength change with depth. */

import type { JSX } from "preact";

import { LayerLink } from "../components/names.tsx";
import { Heading, Lead } from "../components/page.tsx";
import { type Column, Table } from "../components/table.tsx";
import { count, fixed, percent, signed } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { Layer, Maybe } from "../model/types.ts";
import { AucChart, FeaturesChart, QuantilesChart, SharesChart, StrengthChart } from "./layerCharts.tsx";

type Key = keyof Layer;

function numberColumn(
  head: string,
  key: Key,
  hint: string,
  text: (value: Maybe) => string,
  kind = "number",
): Column<Layer> {
  return {
    head,
    hint,
    kind,
    value: (layer) => layer[key] as Maybe,
    cell: (layer) => text(layer[key] as Maybe),
  };
}

const COLUMNS: Column<Layer>[] = [
  { head: "Layer", kind: "text", value: (layer) => layer.name },
  { head: "Operation", kind: "text roomy", value: (layer) => layer.operation },
  numberColumn("Depth", "depth", "0 = first layer of the network, 1 = last", (v) => fixed(v), "number roomy"),
  numberColumn("Features", "features", "", (v) => count(v ?? 0)),
  numberColumn("Dead", "dead", "features with the same value in every image", (v) => count(v ?? 0)),
  numberColumn("Presence", "presence_share", "pairs selected by presence", percent, "number presence"),
  numberColumn("Absence", "absence_share", "pairs selected by absence", percent, "number absence"),
  numberColumn(
    "Noise",
    "noise_share",
    "pairs expected over the threshold by chance / pairs found over it",
    percent,
  ),
  numberColumn("Mean |s|", "mean_abs", "mean |signed KS| over all pairs", (v) => fixed(v, 3)),
  numberColumn("Random", "null_mean_abs", "the same for random classes of the same sizes", (v) =>
    fixed(v, 3),
  ),
  numberColumn("Max s", "max_presence", "the strongest by presence", (v) => signed(v)),
  numberColumn("Min s", "max_absence", "the strongest by absence", (v) => signed(v)),
  numberColumn("|AUC − 0.5|", "mean_auc_distance", "mean over all pairs", (v) => fixed(v, 3)),
  numberColumn(
    "Both ways",
    "both_share",
    "features by presence for one class and by absence for another",
    percent,
  ),
  numberColumn("No class", "none_share", "features selected for no class", percent),
];

export function LayersView(): JSX.Element {
  const { layers } = useReport().core;
  const columns = COLUMNS.filter(
    (column) => column.head !== "Operation" || layers.some((layer) => layer.operation !== ""),
  );
  columns[0] = { ...columns[0]!, cell: (layer) => <LayerLink place={layers.indexOf(layer)} /> };
  return (
    <>
      <Heading>Layers</Heading>
      <Lead>
        How much each layer says of the classes, from the first on the left to the last on the right. Point at
        a chart, or use the arrow keys in it, for the numbers; Enter or a click opens the layer.
      </Lead>
      <div class="charts">
        <SharesChart />
        <StrengthChart />
        <QuantilesChart />
        <AucChart />
        <FeaturesChart />
      </div>
      <h2>All layers in numbers</h2>
      <Table caption="All layers in numbers" stem="layers" kind="dense" columns={columns} rows={layers} />
    </>
  );
}
