/* One statement: a feature that speaks for a class, with its cut, its numbers and its images. */

import type { JSX } from "preact";

import { ImageStrip } from "../components/images.tsx";
import { FeatureLink, LayerLink, Name } from "../components/names.tsx";
import { Bar } from "../components/page.tsx";
import { Term } from "../components/terms.tsx";
import { count, fixed, isNumber, percent, probability, short, signed } from "../format/number.ts";
import type { FeaturesBlock } from "../model/blocks.ts";
import { useReport } from "../model/context.ts";
import type { Statement } from "../model/statements.ts";
import type { Place, Side } from "../model/types.ts";

interface Props {
  statement: Statement;
  of: Place;
  side: Side;
  features: FeaturesBlock;
}

/* What a class is held against, in words. */
function RestName({ place }: { place: Place }): JSX.Element {
  const { reference } = useReport().core.classes[place]!;
  return reference === "" ? (
    <>of all other images</>
  ) : (
    <>
      of <Name text={reference} />
    </>
  );
}

/* How many images of the class, and of the rest, lie above the cut. */
function ShareRows({ statement, of, side }: Omit<Props, "features">): JSX.Element {
  const { name } = useReport().core.classes[of]!;
  return (
    <div class="shares">
      <p>
        {"Fires above "}
        <b>{short(statement.location)}</b> (<Term name="cut">cut</Term>)
        {side === "presence" ? " in" : " in only"}
      </p>
      <div class="share-row">
        <span class="share-figure">{percent(statement.inner_share)}</span>
        <Bar share={statement.inner_share ?? 0} kind={side} />
        <span class="share-text">
          of <Name text={name} />
        </span>
      </div>
      <div class="share-row">
        <span class="share-figure">{percent(statement.outer_share)}</span>
        <Bar share={statement.outer_share ?? 0} kind="rest" />
        <span class="share-text">
          <RestName place={of} />
        </span>
      </div>
    </div>
  );
}

function Figures({ statement }: { statement: Statement }): JSX.Element {
  return (
    <p class="figures">
      <span>
        <Term name="auc">AUC</Term> {fixed(statement.auc)}
      </span>
      <span>
        <Term name="noise">noise up to</Term> {fixed(statement.noise_threshold)}
      </span>
      <span title="two-sided p of s, by chance">p {probability(statement.log10_p)}</span>
      {isNumber(statement.class_selectivity) && (
        <span title="(mean of the class − mean of the rest) / their sum">
          selectivity {fixed(statement.class_selectivity)}
        </span>
      )}
      {isNumber(statement.precision_at_k) && (
        <span title="share of the class among the images that fire most, as many as the class has">
          precision {percent(statement.precision_at_k)}
        </span>
      )}
    </p>
  );
}

function StatementImages({ statement }: { statement: Statement }): JSX.Element | null {
  if (statement.most.length + statement.least.length + statement.others.length === 0) return null;
  return (
    <div class="strips">
      <ImageStrip heading="Most in the class" uses={statement.most} />
      <ImageStrip heading="Least in the class" uses={statement.least} />
      <ImageStrip heading="Most elsewhere" uses={statement.others} withClass />
    </div>
  );
}

export function StatementCard({ statement, of, side, features }: Props): JSX.Element {
  const { classes, layers } = useReport().core;
  const feature = statement.feature;
  const layer = features.layer[feature]!;
  const [presence, absence] = [features.presence_classes[feature]!, features.absence_classes[feature]!];
  return (
    <article class={`statement ${side}`}>
      <header>
        <span class="strength" title="signed KS">
          {signed(statement.signed_ks)}
        </span>
        <div>
          <h3>
            <FeatureLink name={features.name[feature]!} className={classes[of]!.name} />
          </h3>
          <p class="where">
            layer <LayerLink place={layer} />
            {`, depth ${fixed(layers[layer]!.depth)}`}
          </p>
        </div>
      </header>
      <ShareRows statement={statement} of={of} side={side} />
      <Figures statement={statement} />
      <p class="others">
        {`Of ${count(classes.length)} classes it speaks for `}
        <span class="word presence">{`${count(presence)} by presence`}</span>
        {", for "}
        <span class="word absence">{`${count(absence)} by absence`}</span>.
      </p>
      <StatementImages statement={statement} />
    </article>
  );
}
