/* The overview: what was found, one example, how to read it, and the run's facts. */

import type { JSX } from "preact";

import { ClassLink, Name } from "../components/names.tsx";
import { Heading, Lead, WithBlock } from "../components/page.tsx";
import { TERMS } from "../components/terms.tsx";
import { isNumber, unbroken } from "../format/number.ts";
import type { FeaturesBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { StatementsBlock } from "../model/statements.ts";
import type { Core, Finding, Place, Side } from "../model/types.ts";
import { link } from "../routes/address.ts";
import { SharesChart, StrengthChart } from "./layerCharts.tsx";
import { StatementCard } from "./statement.tsx";

function FindingCard({ finding }: { finding: Finding }): JSX.Element {
  const { classes, layers } = useReport().core;
  const target: [string, string] | null =
    finding.class !== null
      ? [link.class(classes[finding.class]!.name), "Open the class"]
      : finding.layer !== null
        ? [link.layer(layers[finding.layer]!.name), "Open the layer"]
        : null;
  return (
    <li class="finding">
      <p class="figure">{unbroken(finding.figure)}</p>
      <p>{unbroken(finding.text)}</p>
      {target !== null && (
        <p class="more">
          <a href={target[0]}>{target[1]}</a>
        </p>
      )}
    </li>
  );
}

/* The class and side of the strongest statement of all, presence before absence. */
function strongestOf({ classes }: Core): { place: Place; side: Side } | null {
  let best: { place: Place; side: Side } | null = null;
  let most = -1;
  for (const side of ["presence", "absence"] as const) {
    classes.forEach((item, place) => {
      const s = item[`strongest_${side}`];
      if (isNumber(s) && Math.abs(s) > most) [most, best] = [Math.abs(s), { place, side }];
    });
  }
  return best;
}

function Example({ place, side }: { place: Place; side: Side }): JSX.Element {
  const item = useReport().core.classes[place]!;
  const statements = useBlock<StatementsBlock>(item.block);
  const features = useBlock<FeaturesBlock>("features");
  return (
    <>
      <h2>The strongest statement</h2>
      <p>
        One feature, one class: <ClassLink place={place} />.
      </p>
      <WithBlock block={features}>
        {(names) => (
          <WithBlock block={statements}>
            {(block) => {
              const statement = block.classes[item.place]![side][0];
              return (
                statement !== undefined && (
                  <StatementCard statement={statement} of={place} side={side} features={names} />
                )
              );
            }}
          </WithBlock>
        )}
      </WithBlock>
    </>
  );
}

function Reading(): JSX.Element {
  return (
    <section class="reading">
      <h2>How to read it</h2>
      <dl>
        {Object.values(TERMS).map(([word, text]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Facts(): JSX.Element {
  const { facts } = useReport().core;
  return (
    <div class="facts">
      {[...new Set(facts.map((fact) => fact.section))].map((section) => (
        <section key={section}>
          <h3>{section}</h3>
          <dl>
            {facts
              .filter((fact) => fact.section === section)
              .map((fact) => (
                <div key={fact.name}>
                  <dt>{fact.name}</dt>
                  <dd>
                    <Name text={fact.text} plain />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/* Every recorded value with its path, however deep. */
function flatten(value: unknown, path = ""): [string, string][] {
  if (value === null) return [];
  if (typeof value !== "object") return [[path, String(value)]];
  if (Array.isArray(value)) return [[path, value.join(", ")]];
  return Object.entries(value).flatMap(([key, inner]) =>
    flatten(inner, path === "" ? key : `${path} / ${key}`),
  );
}

function Recorded(): JSX.Element {
  const { provenance } = useReport().core;
  return (
    <details class="recorded">
      <summary>Everything the files record</summary>
      {Object.entries(provenance)
        .filter(([, value]) => value !== null)
        .map(([file, value]) => (
          <section key={file}>
            <h3>{`The ${file} file`}</h3>
            <dl>
              {flatten(value).map(([path, text]) => (
                <div key={path}>
                  <dt>{path}</dt>
                  <dd>
                    <Name text={text} plain />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </details>
  );
}

export function OverviewView(): JSX.Element {
  const { core } = useReport();
  const best = strongestOf(core);
  return (
    <>
      <Heading>{core.title}</Heading>
      <Lead>
        What every feature of every layer tells about every class, by its presence and by its absence, with
        the noise measured and cut off.
      </Lead>
      {core.notices.map((notice) => (
        <p class="notice" key={notice}>
          {notice}
        </p>
      ))}
      <ul class="findings">
        {core.findings.map((finding) => (
          <FindingCard key={finding.id} finding={finding} />
        ))}
      </ul>
      <div class="charts">
        <SharesChart />
        <StrengthChart />
      </div>
      {best !== null && <Example place={best.place} side={best.side} />}
      <Reading />
      <h2>The run</h2>
      <Facts />
      <Recorded />
    </>
  );
}
