/* What representations are worth to a classifier: the tables of `evaluate`. */

import type { JSX } from "preact";

import { Name } from "../components/names.tsx";
import { Absent } from "../components/page.tsx";
import { type Column, Table } from "../components/table.tsx";
import { fileStem } from "../format/names.ts";
import { fixed, isNumber, percentFine, signed } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { ClusteringRow, DifferenceRow, EvaluationRow, Maybe } from "../model/types.ts";

/* An interval in [0, 1] as a line with a dot at the mean. */
function Interval({ low, mean, high }: { low: Maybe; mean: Maybe; high: Maybe }): JSX.Element | null {
  if (!isNumber(mean)) return null;
  const [from, to] = [isNumber(low) ? low : mean, isNumber(high) ? high : mean];
  return (
    <svg class="interval" viewBox="0 0 100 12" width={120} height={12} aria-hidden="true">
      <line class="grid" x1={0} x2={100} y1={6} y2={6} />
      <line class="reach" x1={100 * from} x2={100 * to} y1={6} y2={6} />
      <circle cx={100 * mean} cy={6} r={3.5} />
    </svg>
  );
}

const share = (head: string, key: "accuracy" | "balanced_accuracy"): Column<EvaluationRow>[] => [
  { head, kind: "number", value: (row) => row[key], cell: (row) => percentFine(row[key]) },
  {
    head: `${head}, 95 %`,
    kind: "text",
    value: (row) => row[`${key}_low`],
    cell: (row) => (
      <span class="with-interval">
        <Interval low={row[`${key}_low`]} mean={row[key]} high={row[`${key}_high`]} />
        {isNumber(row[`${key}_low`]) &&
          `${percentFine(row[`${key}_low`])} to ${percentFine(row[`${key}_high`])}`}
      </span>
    ),
  },
];

const EVALUATIONS: Column<EvaluationRow>[] = [
  {
    head: "Representation",
    kind: "text",
    value: (row) => row.representation,
    cell: (row) => <Name text={row.representation} />,
  },
  { head: "Classifier", kind: "text", value: (row) => row.classifier },
  {
    head: "Shots",
    kind: "number",
    hint: "training images of each class",
    value: (row) => (row.shots === "all" ? Infinity : Number(row.shots)),
    cell: (row) => row.shots,
  },
  ...share("Accuracy", "accuracy"),
  ...share("Balanced", "balanced_accuracy"),
];

const DIFFERENCES: Column<DifferenceRow>[] = [
  { head: "First", kind: "text", value: (row) => row.first, cell: (row) => <Name text={row.first} /> },
  {
    head: "minus second",
    kind: "text",
    value: (row) => row.second,
    cell: (row) => <Name text={row.second} />,
  },
  { head: "Classifier", kind: "text", value: (row) => row.classifier },
  { head: "Shots", kind: "number", value: (row) => row.shots },
  {
    head: "Difference",
    kind: "number",
    hint: "of accuracy",
    value: (row) => row.difference,
    cell: (row) => signed(row.difference, 3),
  },
  {
    head: "95 %",
    kind: "text",
    value: (row) => row.difference_low,
    cell: (row) => `${signed(row.difference_low, 3)} to ${signed(row.difference_high, 3)}`,
  },
  {
    head: "p",
    kind: "number",
    hint: "corrected resampled t-test",
    value: (row) => row.p,
    cell: (row) => fixed(row.p, 3),
  },
  {
    head: "p, Holm",
    kind: "number",
    hint: "adjusted for all pairs of one classifier and number of shots",
    value: (row) => row.p_holm,
    cell: (row) => fixed(row.p_holm, 3),
  },
];

const CLUSTERINGS: Column<ClusteringRow>[] = [
  {
    head: "Representation",
    kind: "text",
    value: (row) => row.representation,
    cell: (row) => <Name text={row.representation} />,
  },
  {
    head: "NMI",
    kind: "number",
    hint: "normalised mutual information of clusters and classes",
    value: (row) => row.mutual_information,
    cell: (row) => fixed(row.mutual_information, 3),
  },
  {
    head: "Silhouette of clusters",
    kind: "number",
    value: (row) => row.silhouette,
    cell: (row) => fixed(row.silhouette, 3),
  },
  {
    head: "Silhouette of classes",
    kind: "number",
    value: (row) => row.class_silhouette,
    cell: (row) => fixed(row.class_silhouette, 3),
  },
];

export function EvaluationSection(): JSX.Element {
  const { evaluation } = useReport().core;
  if (evaluation === null) {
    return (
      <section>
        <h2>Evaluation</h2>
        <Absent
          command={
            "lexicnn evaluate activations.h5ad --json > evaluation.json\nlexicnn report scores.h5ad --evaluation evaluation.json -o report.html"
          }
        >
          What layers and embeddings are worth to a classifier is not in this report; this puts it there:
        </Absent>
      </section>
    );
  }
  return (
    <>
      {evaluation.files.map(({ name, content }) => (
        <section key={name}>
          <h2>
            {"Evaluation: "}
            <Name text={name} />
          </h2>
          {content.evaluations !== undefined && (
            <>
              <p class="about">
                Accuracy of classifiers that are trained on few images of each class and tested on the others:
                mean over the draws and its 95 % interval.
              </p>
              <Table
                caption={`Evaluation ${name}`}
                stem={fileStem("evaluation", name)}
                columns={EVALUATIONS}
                rows={content.evaluations}
              />
            </>
          )}
          {content.differences !== undefined && content.differences.length > 0 && (
            <>
              <h3>Differences between representations</h3>
              <p>
                The interval is that of the mean over these draws. p asks for more: whether the difference
                would hold with other images (corrected resampled t-test), so it can be large where the
                interval leaves out 0.
              </p>
              <Table
                caption={`Differences ${name}`}
                stem={fileStem("differences", name)}
                columns={DIFFERENCES}
                rows={content.differences}
                rowHeight={content.differences.length > 150 ? 40 : 0}
              />
            </>
          )}
          {content.clusterings !== undefined && (
            <Table
              caption={`Clusters ${name}`}
              stem={fileStem("clusters", name)}
              columns={CLUSTERINGS}
              rows={content.clusterings}
            />
          )}
        </section>
      ))}
    </>
  );
}
