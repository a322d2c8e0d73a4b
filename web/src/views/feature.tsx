/* One feature: for a class its histogram, distributions and images; and what it says of every class. */

import type { JSX } from "preact";

import { ClassStrip } from "../charts/classStrip.tsx";
import { distributions, histogram } from "../charts/distribution.ts";
import { DistributionChart } from "../charts/distributionChart.tsx";
import { HistogramChart } from "../charts/histogramChart.tsx";
import { ImageStrip } from "../components/images.tsx";
import { ClassLink, LayerLink, Name } from "../components/names.tsx";
import { Absent, Heading, Lead, WithBlock } from "../components/page.tsx";
import { Choice } from "../components/search.tsx";
import { Table } from "../components/table.tsx";
import { fileStem } from "../format/names.ts";
import { count, fixed, isNumber, percent, probability, short, signed } from "../format/number.ts";
import type { Detail, DetailBlock, FeaturesBlock, PairsBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { StatementsBlock } from "../model/statements.ts";
import type { Place, Side } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { StatementCard } from "./statement.tsx";

/* The statement about this feature among the class's strongest, with its images. */
function OwnStatement({
  feature,
  place,
  features,
}: {
  feature: Place;
  place: Place;
  features: FeaturesBlock;
}): JSX.Element | null {
  const item = useReport().core.classes[place]!;
  const block = useBlock<StatementsBlock>(item.block);
  return (
    <WithBlock block={block}>
      {(value) => {
        const own = value.classes[item.place]!;
        const statement = [...own.presence, ...own.absence].find((one) => one.feature === feature);
        if (statement === undefined) {
          return (
            <p class="about">
              {"It is not among the strongest statements of the class, so no images of the class are shown. "}
              <a href={link.class(item.name)}>Those that are</a>
            </p>
          );
        }
        const side: Side = statement.signed_ks > 0 ? "presence" : "absence";
        return <StatementCard statement={statement} of={place} side={side} features={features} />;
      }}
    </WithBlock>
  );
}

/* The class whose distributions are shown: the one asked for, else the one with the largest |s|. */
function classToShow(detail: Detail, wanted: Place | null): number {
  const asked = detail.classes.findIndex((one) => one.class === wanted);
  if (wanted !== null) return asked;
  let best = -1;
  detail.classes.forEach((one, i) => {
    if (best < 0 || Math.abs(one.signed_ks) > Math.abs(detail.classes[best]!.signed_ks)) best = i;
  });
  return best;
}

function Distribution({ detail, at, name }: { detail: Detail; at: number; name: string }): JSX.Element {
  const { classes } = useReport().core;
  const own = detail.classes[at]!;
  const side: Side = own.signed_ks < 0 ? "absence" : "presence";
  const className = classes[own.class]!.name;
  const rest = classes[own.class]!.reference || "all other images";
  const stem = fileStem(name, className);
  return (
    <div class="charts two">
      <HistogramChart
        of={histogram(detail, at)}
        cut={own.location}
        side={side}
        className={className}
        rest={rest}
        stem={`${stem}-histogram`}
      />
      <DistributionChart
        of={distributions(detail, at)}
        signedKs={own.signed_ks}
        side={side}
        className={className}
        rest={rest}
        stem={`${stem}-distributions`}
      />
    </div>
  );
}

interface PartProps {
  detail: Detail;
  name: string;
  features: FeaturesBlock;
  wanted: Place | null;
}

function WithDetail({ detail, name, features, wanted }: PartProps): JSX.Element {
  const { classes, limits } = useReport().core;
  const at = classToShow(detail, wanted);
  const shown = at < 0 ? wanted : detail.classes[at]!.class;
  return (
    <>
      <ClassStrip feature={name} values={detail.signed_ks} chosen={shown} stem={fileStem(name, "classes")} />
      {shown !== null && (
        <>
          <h2 class="for-class">
            <ClassLink place={shown} /> {signed(detail.signed_ks[shown], 3)}
            <span class="soft">
              {" against "}
              {classes[shown]!.reference === "" ? (
                "all other images"
              ) : (
                <Name text={classes[shown]!.reference} />
              )}
            </span>
          </h2>
          <div class="filter">
            <Choice
              label="Class"
              value={String(shown)}
              options={detail.classes.map(
                (one) =>
                  [String(one.class), `${classes[one.class]!.name} (${signed(one.signed_ks)})`] as const,
              )}
              onValue={(value) => void (location.hash = link.feature(name, classes[Number(value)]!.name))}
            />
          </div>
          {at < 0 ? (
            <p class="about">
              {`Distributions are kept for the ${count(limits.classes_per_detail)} classes with the largest |s| of a feature; this class is not one of them.`}
            </p>
          ) : (
            <Distribution detail={detail} at={at} name={name} />
          )}
          <OwnStatement feature={detail.feature} place={shown} features={features} />
        </>
      )}
      {detail.most.length > 0 && (
        <>
          <h2>What fires it most</h2>
          <div class="strips one">
            <ImageStrip heading="Of all images" uses={detail.most} withClass />
          </div>
        </>
      )}
    </>
  );
}

/* Without its distributions: what the kept pairs tell. */
function PairsOf({ feature, features }: { feature: Place; features: FeaturesBlock }): JSX.Element {
  const { classes } = useReport().core;
  const pairs = useBlock<PairsBlock>("pairs");
  const name = features.name[feature]!;
  const all = features.presence_classes[feature]! + features.absence_classes[feature]!;
  return (
    <WithBlock block={pairs}>
      {(value) => {
        const rows = value.feature.flatMap((one, i) => (one === feature ? [i] : []));
        return (
          <>
            {rows.length < all && (
              <p>
                {`Of ${count(all)} classes ${count(rows.length)} ${rows.length === 1 ? "is" : "are"} in this report, which keeps the strongest pairs of each class and layer.`}
              </p>
            )}
            <Table
              caption={`Classes that ${name} speaks for`}
              stem={fileStem(name, "classes")}
              columns={[
                {
                  head: "Class",
                  kind: "text",
                  value: (i) => classes[value.class[i]!]!.name,
                  cell: (i) => <ClassLink place={value.class[i]!} />,
                },
                {
                  head: "s",
                  kind: "number",
                  value: (i) => value.signed_ks[i],
                  cell: (i) => signed(value.signed_ks[i], 3),
                },
                {
                  head: "AUC",
                  kind: "number",
                  value: (i) => value.auc[i],
                  cell: (i) => fixed(value.auc[i], 3),
                },
                {
                  head: "Cut",
                  kind: "number",
                  value: (i) => value.location[i],
                  cell: (i) => short(value.location[i]),
                },
                {
                  head: "Class above",
                  kind: "number",
                  value: (i) => value.inner_share[i],
                  cell: (i) => percent(value.inner_share[i]),
                },
                {
                  head: "Rest above",
                  kind: "number",
                  value: (i) => value.outer_share[i],
                  cell: (i) => percent(value.outer_share[i]),
                },
                {
                  head: "p",
                  kind: "number",
                  value: (i) => value.log10_p[i],
                  cell: (i) => probability(value.log10_p[i]),
                },
              ]}
              rows={rows}
            />
          </>
        );
      }}
    </WithBlock>
  );
}

function WithoutDetail({
  feature,
  features,
  wanted,
}: {
  feature: Place;
  features: FeaturesBlock;
  wanted: Place | null;
}): JSX.Element {
  const { limits } = useReport().core;
  return (
    <>
      <Absent command="lexicnn report scores.h5ad --activations activations.h5ad --details 5000 --max-size 100MB -o report.html">
        {`Distributions of ${count(limits.details_kept)} features are in this report, those of the strongest statements first; this feature's are not. More of them:`}
      </Absent>
      {wanted !== null && <OwnStatement feature={feature} place={wanted} features={features} />}
      <h2>Classes it speaks for</h2>
      <PairsOf feature={feature} features={features} />
    </>
  );
}

function FeatureBody({
  feature,
  features,
  className,
}: {
  feature: Place;
  features: FeaturesBlock;
  className: string | null;
}): JSX.Element {
  const report = useReport();
  const number = features.detail[feature];
  const block = useBlock<DetailBlock>(isNumber(number) ? `detail/${number}` : null);
  const wanted = className === null ? null : (report.classPlaces.get(className) ?? null);
  const name = features.name[feature]!;
  const mean = features.mean[feature];
  return (
    <>
      <Heading>
        <Name text={name} />
      </Heading>
      <Lead>
        {"A feature of layer "}
        <LayerLink place={features.layer[feature]!} />
        {`: mean ${short(mean)}, standard deviation ${short(features.std[feature])}, exactly zero in ${percent(features.zero_share[feature])} of the images. It speaks for `}
        <span class="word presence">{`${count(features.presence_classes[feature]!)} classes by presence`}</span>
        {" and for "}
        <span class="word absence">{`${count(features.absence_classes[feature]!)} by absence`}</span>.
      </Lead>
      {className !== null && wanted === null && (
        <p class="notice">
          There is no class <Name text={className} /> in this report.
        </p>
      )}
      {isNumber(number) ? (
        <WithBlock block={block}>
          {(value) => (
            <WithDetail
              detail={value.features[features.detail_place[feature]!]!}
              name={name}
              features={features}
              wanted={wanted}
            />
          )}
        </WithBlock>
      ) : (
        <WithoutDetail feature={feature} features={features} wanted={wanted} />
      )}
    </>
  );
}

export function FeatureView({ name, className }: { name: string; className: string | null }): JSX.Element {
  const features = useBlock<FeaturesBlock>("features");
  return (
    <>
      <nav class="path" aria-label="Neighbours">
        <a href="#features">All features</a>
      </nav>
      <WithBlock block={features}>
        {(value) => {
          const feature = value.name.indexOf(name);
          return feature < 0 ? (
            <>
              <Heading>
                <Name text={name} />
              </Heading>
              <Absent command={`lexicnn describe scores.h5ad --feature '${name}'`}>
                No statement and no kept pair of this report names this feature. What the scores say of it:
              </Absent>
            </>
          ) : (
            <FeatureBody feature={feature} features={value} className={className} />
          );
        }}
      </WithBlock>
    </>
  );
}
