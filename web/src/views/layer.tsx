/* One layer: its numbers, and what it says of each class. */

import type { JSX } from "preact";

import { ClassLink, FeatureLink, Name } from "../components/names.tsx";
import { Bar, Heading, Lead, WithBlock } from "../components/page.tsx";
import { type Column, Table } from "../components/table.tsx";
import { fileStem } from "../format/names.ts";
import { count, counted, fixed, percent, signed } from "../format/number.ts";
import type { MatrixBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { Layer, Place } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { Steps } from "./steps.tsx";

function classColumns(matrix: MatrixBlock, names: string[], layer: Place): Column<Place>[] {
  return [
    { head: "Class", kind: "text", value: (c) => names[c]!, cell: (c) => <ClassLink place={c} /> },
    {
      head: "By presence",
      kind: "number presence",
      hint: "features of this layer that speak for the class by presence",
      value: (c) => matrix.presence[c]![layer]!,
      cell: (c) => count(matrix.presence[c]![layer]!),
    },
    {
      head: "By absence",
      kind: "number absence",
      hint: "features of this layer that speak for the class by absence",
      value: (c) => matrix.absence[c]![layer]!,
      cell: (c) => count(matrix.absence[c]![layer]!),
    },
    {
      head: "Max s",
      kind: "number",
      value: (c) => matrix.strongest_presence[c]![layer],
      cell: (c) => signed(matrix.strongest_presence[c]![layer]),
    },
    {
      head: "Min s",
      kind: "number",
      value: (c) => matrix.strongest_absence[c]![layer],
      cell: (c) => signed(matrix.strongest_absence[c]![layer]),
    },
    {
      head: "Mean |s|",
      kind: "number",
      value: (c) => matrix.mean_abs[c]![layer],
      cell: (c) => fixed(matrix.mean_abs[c]![layer], 3),
    },
  ];
}

function Facts({ layer }: { layer: Layer }): JSX.Element {
  const facts: [string, JSX.Element | string][] = [
    ["operation", layer.operation || "–"],
    ["depth", fixed(layer.depth)],
    ["features", `${count(layer.features)}, ${count(layer.dead)} of them dead`],
    ["pairs by presence", percent(layer.presence_share)],
    ["pairs by absence", percent(layer.absence_share)],
    ["of those that pass, expected by chance", percent(layer.noise_share)],
    ["mean |s|", `${fixed(layer.mean_abs, 3)}; random classes ${fixed(layer.null_mean_abs, 3)}`],
    ["noise threshold", fixed(layer.threshold, 3)],
    ["features both ways", percent(layer.both_share)],
    ["features for no class", percent(layer.none_share)],
    ["near copies", percent(layer.copy_share)],
    ["values of exactly 0", percent(layer.zero_share)],
  ];
  const strongest = (feature: string | null, name: string | null, s: number | null): JSX.Element | string =>
    feature === null || name === null ? (
      "–"
    ) : (
      <>
        {signed(s)} <FeatureLink name={feature} className={name} /> for{" "}
        <a href={link.class(name)}>
          <Name text={name} />
        </a>
      </>
    );
  facts.push([
    "strongest by presence",
    strongest(layer.presence_feature, layer.presence_class, layer.max_presence),
  ]);
  facts.push([
    "strongest by absence",
    strongest(layer.absence_feature, layer.absence_class, layer.max_absence),
  ]);
  return (
    <section>
      <h3>The layer in numbers</h3>
      <dl>
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/* How many features speak for how many classes. */
function Spread({ layer }: { layer: Layer }): JSX.Element {
  const groups: [string, number, number][] = [
    ["0", 0, 0],
    ["1", 1, 1],
    ["2", 2, 2],
    ["3 to 4", 3, 4],
    ["5 to 9", 5, 9],
    ["10 to 19", 10, 19],
    ["20 to 49", 20, 49],
    ["50 and more", 50, Infinity],
  ];
  const share = (from: number, to: number): number =>
    layer.classes_per_feature.reduce(
      (sum, features, classes) => sum + (classes >= from && classes <= to ? features : 0),
      0,
    ) / Math.max(1, layer.features);
  const shown = groups.filter(([, from]) => from < Math.max(2, layer.classes_per_feature.length));
  return (
    <section>
      <h3>For how many classes a feature speaks</h3>
      <dl>
        {shown.map(([name, from, to]) => (
          <div key={name}>
            <dt>{name === "1" ? "1 class" : `${name} classes`}</dt>
            <dd class="with-bar">
              <Bar share={share(from, to)} kind="rest" />
              <span>{percent(share(from, to))}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function LayerView({ place }: { place: Place }): JSX.Element {
  const { layers, classes } = useReport().core;
  const matrix = useBlock<MatrixBlock>("matrix");
  const layer = layers[place]!;
  const total = layers.length;
  return (
    <>
      <Steps
        all={["#layers", "All layers"]}
        previous={link.layer(layers[(place + total - 1) % total]!.name)}
        next={link.layer(layers[(place + 1) % total]!.name)}
        many={total > 1}
      />
      <Heading>
        <Name text={layer.name} />
      </Heading>
      <Lead>
        {`Layer ${place + 1} of ${counted(total, "layer", "layers")}: how much its ${counted(layer.features, "feature", "features")} say, and of which classes. `}
        <a href={link.features(layer.name)}>Its features</a>
      </Lead>
      <div class="facts">
        <Facts layer={layer} />
        <Spread layer={layer} />
      </div>
      <h2>What the layer says of each class</h2>
      <WithBlock block={matrix}>
        {(value) => (
          <Table
            caption={`Classes in ${layer.name}`}
            stem={fileStem("layer", layer.name)}
            columns={classColumns(
              value,
              classes.map((one) => one.name),
              place,
            )}
            rows={classes.map((_, i) => i)}
            rowHeight={classes.length > 150 ? 38 : 0}
          />
        )}
      </WithBlock>
    </>
  );
}
