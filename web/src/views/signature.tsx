/* The signature of a class: the fewest statements that tell it from each other class. */

import type { JSX } from "preact";

import { FeatureLink, Name } from "../components/names.tsx";
import { Absent } from "../components/page.tsx";
import { Table } from "../components/table.tsx";
import { Term } from "../components/terms.tsx";
import { fileStem } from "../format/names.ts";
import { count, fixed, isNumber, percent, short, signed } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { Signature } from "../model/statements.ts";

function Confused({ signature }: { signature: Signature }): JSX.Element | null {
  const { confused, not_told } = signature;
  if (confused.length + not_told.length === 0) return null;
  return (
    <p class="about">
      {confused.length > 0 && "Taken for it most often: "}
      {confused.slice(0, 5).map((each, i) => (
        <span key={each.name}>
          {i > 0 && ", "}
          <Name text={each.name} /> {`(${count(each.taken)} of ${count(each.images)})`}
        </span>
      ))}
      {confused.length > 0 && ". "}
      {not_told.length > 0 && `Too few candidates tell it from ${count(not_told.length)} classes.`}
    </p>
  );
}

export function SignatureSection({
  signature,
  name,
}: {
  signature: Signature | null;
  name: string;
}): JSX.Element {
  const { has } = useReport().core;
  return (
    <section>
      <h2>Signature</h2>
      {signature === null ? (
        has.signatures ? (
          <p>This class has no signature: too few of its features stand out.</p>
        ) : (
          <Absent command="lexicnn report scores.h5ad --activations activations.h5ad -o report.html">
            Signatures are fitted on the activations. They are not in this report; this puts them there:
          </Absent>
        )
      ) : (
        <>
          <p class="about">
            {"The "}
            <Term name="signature">fewest statements</Term>
            {` that tell the class from each other class; an image is taken for it where ${count(signature.needed)} of ${count(signature.statements.length)} hold.`}
            {isNumber(signature.balanced_accuracy) &&
              ` On images held out it finds ${percent(signature.recall)} of the class and is right of ${percent(signature.specificity)} of the others: balanced accuracy ${fixed(signature.balanced_accuracy, 3)}.`}
          </p>
          <Table
            caption="Signature"
            stem={fileStem("signature", name)}
            columns={[
              {
                head: "Feature",
                kind: "text",
                value: (one) => one.name,
                cell: (one) => <FeatureLink name={one.name} className={name} />,
              },
              {
                head: "Fires",
                kind: "text",
                value: (one) => `${one.side} ${one.location}`,
                cell: (one) => `${one.side} ${short(one.location)}`,
              },
              {
                head: "s",
                kind: "number",
                value: (one) => one.signed_ks,
                cell: (one) => signed(one.signed_ks),
              },
              {
                head: "Class",
                kind: "number",
                hint: "holds for this share of the class's images held out",
                value: (one) => one.test_class_share,
                cell: (one) => percent(one.test_class_share),
              },
              {
                head: "Rest",
                kind: "number",
                hint: "holds for this share of the other images held out",
                value: (one) => one.test_rest_share,
                cell: (one) => percent(one.test_rest_share),
              },
              {
                head: "Tells",
                kind: "number",
                hint: "classes that it tells from this one",
                value: (one) => one.told,
                cell: (one) => count(one.told),
              },
            ]}
            rows={signature.statements}
          />
          <Confused signature={signature} />
        </>
      )}
    </section>
  );
}
