/* All classes: a matrix over the layers, and a table; both in one order. */

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";

import { HeatMap } from "../charts/heatMap.tsx";
import { Picture } from "../components/images.tsx";
import { ClassLink } from "../components/names.tsx";
import { Bar, Heading, Lead, WithBlock } from "../components/page.tsx";
import { Choice, Search } from "../components/search.tsx";
import { type Column, type Order, Table, sorted } from "../components/table.tsx";
import { count, fixed, percent, signed } from "../format/number.ts";
import type { MatrixBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { ClassSummary, Core, Maybe, Place } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { useKept } from "../routes/history.ts";

const selectedShare = (item: ClassSummary, core: Core): number =>
  (item.selected_presence + item.selected_absence) / Math.max(1, core.all.features);

function columnsOf(core: Core): Column<Place>[] {
  const of = (place: Place): ClassSummary => core.classes[place]!;
  const most = Math.max(
    1,
    ...core.classes.flatMap((item) => [item.selected_presence, item.selected_absence]),
  );
  const counts = (side: "presence" | "absence"): Column<Place> => ({
    head: side === "presence" ? "By presence" : "By absence",
    kind: `number ${side}`,
    hint: `features that speak for the class by ${side}`,
    value: (c) => of(c)[`selected_${side}`],
    cell: (c) => (
      <span class="with-bar">
        <Bar share={of(c)[`selected_${side}`] / most} kind={side} />
        <span>{count(of(c)[`selected_${side}`])}</span>
      </span>
    ),
  });
  return [
    {
      head: "Class",
      kind: "text",
      value: (c) => of(c).name,
      cell: (c) => (
        <span class="class-cell">
          <Face place={c} />
          <ClassLink place={c} />
          {of(c).kind === "synset" && <span class="tag">synset</span>}
        </span>
      ),
    },
    { head: "Images", kind: "number wide", value: (c) => of(c).images, cell: (c) => count(of(c).images) },
    {
      head: "Share",
      kind: "number",
      hint: "of all features, those that speak for the class",
      value: (c) => selectedShare(of(c), core),
      cell: (c) => percent(selectedShare(of(c), core)),
    },
    counts("presence"),
    counts("absence"),
    {
      head: "Max s",
      kind: "number wide",
      hint: "the strongest by presence",
      value: (c) => of(c).strongest_presence,
      cell: (c) => signed(of(c).strongest_presence),
    },
    {
      head: "Min s",
      kind: "number wide",
      hint: "the strongest by absence",
      value: (c) => of(c).strongest_absence,
      cell: (c) => signed(of(c).strongest_absence),
    },
  ];
}

/* The image that stands for a class: the first of its own in the file. */
function Face({ place }: { place: Place }): JSX.Element | null {
  const report = useReport();
  const faces = useMemo(() => {
    const first = new Map<Place, Place>();
    report.core.images.table.forEach((image, i) => {
      if (image.class !== null && image.block !== undefined && !first.has(image.class))
        first.set(image.class, i);
    });
    return first;
  }, [report]);
  const face = faces.get(place);
  return face === undefined ? null : (
    <span class="face">
      <Picture place={face} alt="" />
    </span>
  );
}

const MEASURES = [
  ["balance", "By presence minus by absence"],
  ["presence", "Features by presence"],
  ["absence", "Features by absence"],
  ["strongest_presence", "Largest s"],
  ["strongest_absence", "Smallest s"],
  ["mean_abs", "Mean |s|"],
] as const;
type Measure = (typeof MEASURES)[number][0];

/* The number of a cell, and its text: shares of the layer's features, or s. */
function cellOf(measure: Measure, matrix: MatrixBlock, core: Core, c: Place, layer: Place): Maybe {
  const features = Math.max(1, core.layers[layer]!.features);
  switch (measure) {
    case "balance":
      return (matrix.presence[c]![layer]! - matrix.absence[c]![layer]!) / features;
    case "presence":
      return matrix.presence[c]![layer]! / features;
    case "absence":
      return -matrix.absence[c]![layer]! / features;
    default:
      return matrix[measure][c]![layer]!;
  }
}

interface MatrixProps {
  matrix: MatrixBlock;
  rows: readonly Place[];
  measure: Measure;
}

function ClassMatrix({ matrix, rows, measure }: MatrixProps): JSX.Element {
  const { core } = useReport();
  const names = useMemo(() => rows.map((c) => core.classes[c]!.name), [rows]);
  const layers = useMemo(() => core.layers.map((layer) => layer.name), [core]);
  const value = useMemo(
    () => (row: number, layer: number) => cellOf(measure, matrix, core, rows[row]!, layer),
    [measure, matrix, rows],
  );
  const limit = useMemo(() => {
    let most = 0;
    rows.forEach((_, row) =>
      layers.forEach((__, layer) => (most = Math.max(most, Math.abs(value(row, layer) ?? 0)))),
    );
    return most || 1;
  }, [value]);
  const share = measure === "balance" || measure === "presence" || measure === "absence";
  const text = (v: Maybe): string => (share ? percent(v === null ? v : Math.abs(v)) : fixed(v));
  return (
    <HeatMap
      title="Classes by layer"
      note={`${MEASURES.find(([name]) => name === measure)![1]}${share ? ", as a share of the layer's features" : ""}. Blue is presence, orange is absence. A click or Enter opens the class.`}
      stem={`classes-${measure}`}
      rows={names}
      columns={layers}
      value={value}
      limit={limit}
      legendText={text}
      open={(row) => void (location.hash = link.class(names[row]!))}
      tip={(row, layer) => [
        ["layer", layers[layer]!],
        ["by presence", count(matrix.presence[rows[row]!]![layer]!)],
        ["by absence", count(matrix.absence[rows[row]!]![layer]!)],
        ["largest s", signed(matrix.strongest_presence[rows[row]!]![layer])],
        ["smallest s", signed(matrix.strongest_absence[rows[row]!]![layer])],
        ["mean |s|", fixed(matrix.mean_abs[rows[row]!]![layer], 3)],
      ]}
    />
  );
}

export function ClassesView(): JSX.Element {
  const { core } = useReport();
  const matrix = useBlock<MatrixBlock>("matrix");
  const [text, setText] = useKept("classes search", "");
  const [order, setOrder] = useKept<Order | null>("classes order", null);
  const [measure, setMeasure] = useKept<Measure>("classes measure", "balance");
  const [layer, setLayer] = useKept("classes layer", "");
  const columns = useMemo(() => columnsOf(core), [core]);
  const block = matrix.value;
  const rows = useMemo(() => {
    const wanted = text.trim().toLocaleLowerCase();
    const found = core.classes
      .map((_, i) => i)
      .filter((i) => core.classes[i]!.name.toLocaleLowerCase().includes(wanted));
    if (layer === "" || block === undefined) return sorted(found, columns, order);
    const value = (c: Place): number => Math.abs(cellOf(measure, block, core, c, Number(layer)) ?? 0);
    return [...found].sort((a, b) => value(b) - value(a));
  }, [text, order, layer, measure, block, columns]);
  return (
    <>
      <Heading>Classes</Heading>
      <Lead>
        How many features speak for each class, by presence and by absence, and in which layers. A class opens
        its strongest features with the images that fire most and least.
      </Lead>
      <div class="filter">
        <Search
          label="Find a class"
          text={text}
          onText={setText}
          hits={text === "" ? "" : `${count(rows.length)} of ${count(core.classes.length)}`}
        />
        <Choice
          label="Show"
          value={measure}
          options={MEASURES}
          onValue={(value) => setMeasure(value as Measure)}
        />
        <Choice
          label="Sort by layer"
          value={layer}
          options={[["", "none"], ...core.layers.map((one, i) => [String(i), one.name] as const)]}
          onValue={setLayer}
        />
      </div>
      <WithBlock block={matrix}>
        {(value) => rows.length > 0 && <ClassMatrix matrix={value} rows={rows} measure={measure} />}
      </WithBlock>
      <h2>All classes in numbers</h2>
      <Table
        caption="Classes"
        stem="classes"
        columns={columns}
        rows={rows}
        order={layer === "" ? order : null}
        onOrder={(next) => {
          setLayer("");
          setOrder(next);
        }}
        rowHeight={core.classes.length > 150 ? 52 : 0}
      />
    </>
  );
}
