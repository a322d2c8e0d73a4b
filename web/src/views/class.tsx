/* One class: where in the network it is told, its strongest statements, its signature, its neighbours. */

import type { JSX } from "preact";

import { LayerChart } from "../charts/layerChart.tsx";
import { ClassLink, Name } from "../components/names.tsx";
import { Heading, Lead, WithBlock } from "../components/page.tsx";
import { Table } from "../components/table.tsx";
import { Term } from "../components/terms.tsx";
import { fileStem } from "../format/names.ts";
import { count, counted, fixed, percent } from "../format/number.ts";
import type { FeaturesBlock, MatrixBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { ClassStatements, StatementsBlock } from "../model/statements.ts";
import type { Place, Side } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { SignatureSection } from "./signature.tsx";
import { StatementCard } from "./statement.tsx";
import { Steps } from "./steps.tsx";

function WhereChart({ place }: { place: Place }): JSX.Element {
  const { layers, classes } = useReport().core;
  const matrix = useBlock<MatrixBlock>("matrix");
  return (
    <WithBlock block={matrix}>
      {(value) => {
        const shares = (rows: number[][]): number[] =>
          layers.map((layer, i) => rows[place]![i]! / Math.max(1, layer.features));
        const [presence, absence] = [shares(value.presence), shares(value.absence)];
        return (
          <LayerChart
            title="Where in the network the class is told"
            note="Share of each layer's features that speak for the class: above the line by presence, below it by absence."
            stem={fileStem("layers", classes[place]!.name)}
            series={[
              { name: "by presence", kind: "presence", type: "bars", values: presence },
              {
                name: "by absence",
                kind: "absence",
                type: "bars",
                below: true,
                values: absence.map((v) => -v),
              },
            ]}
            empty="No feature passes the threshold"
            text={(v) => percent(Math.abs(v))}
            tip={(i) => [
              ["presence", `${percent(presence[i])} (${count(value.presence[place]![i]!)})`],
              ["absence", `${percent(absence[i])} (${count(value.absence[place]![i]!)})`],
              ["features", count(layers[i]!.features)],
            ]}
          />
        );
      }}
    </WithBlock>
  );
}

interface SideProps {
  place: Place;
  side: Side;
  statements: ClassStatements;
  features: FeaturesBlock;
}

function StatementList({ place, side, statements, features }: SideProps): JSX.Element {
  const item = useReport().core.classes[place]!;
  const total = side === "presence" ? item.selected_presence : item.selected_absence;
  const words =
    side === "presence"
      ? "These features fire more for this class than for the rest."
      : "These features fire less for this class than for the rest: what it lacks is a sign of it too.";
  return (
    <section class={`side ${side}`}>
      <h2>
        <span class={`key bars ${side}`} aria-hidden="true" />
        {side === "presence" ? "By presence" : "By absence"}
      </h2>
      <p>
        {total === 0
          ? "No feature passes the threshold on this side."
          : `${words} The strongest ${count(statements[side].length)} of ${count(total)}.`}
      </p>
      {statements[side].map((statement) => (
        <StatementCard
          key={statement.feature}
          statement={statement}
          of={place}
          side={side}
          features={features}
        />
      ))}
    </section>
  );
}

function Nearest({ nearest }: { nearest: [Place, number][] }): JSX.Element | null {
  const { classes } = useReport().core;
  if (nearest.length === 0) return null;
  return (
    <section>
      <h2>Nearest classes</h2>
      <p class="about">
        {"The classes that are told by the same features, by "}
        <Term name="likeness">likeness</Term>. <a href="#likeness">All likenesses</a>
      </p>
      <Table
        caption="Nearest classes"
        stem="nearest-classes"
        columns={[
          {
            head: "Class",
            kind: "text",
            value: ([c]) => classes[c]!.name,
            cell: ([c]) => <ClassLink place={c} />,
          },
          {
            head: "Likeness",
            kind: "number",
            value: ([, likeness]) => likeness,
            cell: ([, likeness]) => fixed(likeness, 3),
          },
        ]}
        rows={nearest}
      />
    </section>
  );
}

export function ClassView({ place }: { place: Place }): JSX.Element {
  const { classes, all } = useReport().core;
  const item = classes[place]!;
  const statements = useBlock<StatementsBlock>(item.block);
  const features = useBlock<FeaturesBlock>("features");
  const total = classes.length;
  const step = (to: number): string => link.class(classes[(to + total) % total]!.name);
  const share = (item.selected_presence + item.selected_absence) / Math.max(1, all.features);
  return (
    <>
      <Steps
        all={["#classes", "All classes"]}
        previous={step(place - 1)}
        next={step(place + 1)}
        many={total > 1}
      />
      <Heading>
        <Name text={item.name} />
      </Heading>
      <Lead>
        {item.kind === "synset" ? "A synset of the taxonomy: the images of all classes below it. " : ""}
        {`${counted(item.images, "image", "images")}. ${percent(share)} of the ${count(all.features)} features tell it from `}
        {item.reference === "" ? (
          ""
        ) : (
          <>
            <Name text={item.reference} />,{" "}
          </>
        )}
        {`${item.reference === "" ? "the other " : ""}${counted(item.rest, "image", "images")}: `}
        <span class="word presence">{`${count(item.selected_presence)} by presence`}</span>
        {", "}
        <span class="word absence">{`${count(item.selected_absence)} by absence`}</span>
        {". "}
        <a href={link.features(item.name)}>Its features as a table</a>
      </Lead>
      {item.images === 1 && (
        <p class="notice">This class has a single image: its scores are of little worth.</p>
      )}
      <WhereChart place={place} />
      <WithBlock block={features}>
        {(names) => (
          <WithBlock block={statements}>
            {(block) => {
              const own = block.classes[item.place]!;
              return (
                <>
                  <div class="sides">
                    <StatementList place={place} side="presence" statements={own} features={names} />
                    <StatementList place={place} side="absence" statements={own} features={names} />
                  </div>
                  <div class="sides">
                    <SignatureSection signature={own.signature} name={item.name} />
                    <Nearest nearest={own.nearest} />
                  </div>
                </>
              );
            }}
          </WithBlock>
        )}
      </WithBlock>
    </>
  );
}
