/* Names are data in any script and direction: they are shown as text, isolated from what is around them. */

import type { JSX } from "preact";

import { useReport } from "../model/context.ts";
import type { Place } from "../model/types.ts";
import { link } from "../routes/address.ts";

/* A name; it may be broken after its separators. */
export function Name({ text, plain = false }: { text: string; plain?: boolean }): JSX.Element {
  const parts = plain ? [text] : text.split(/(?<=[_/.:-])(?=[^_/.:-])/);
  return (
    <bdi class="name" title={text.length > 40 ? text : undefined}>
      {parts.flatMap((part, i) => (i === 0 ? [part] : [<wbr key={i} />, part]))}
    </bdi>
  );
}

export function ClassLink({ place }: { place: Place }): JSX.Element {
  const { name } = useReport().core.classes[place]!;
  return (
    <a href={link.class(name)}>
      <Name text={name} />
    </a>
  );
}

export function LayerLink({ place }: { place: Place }): JSX.Element {
  const { name } = useReport().core.layers[place]!;
  return (
    <a href={link.layer(name)}>
      <Name text={name} />
    </a>
  );
}

export function FeatureLink({ name, className }: { name: string; className?: string }): JSX.Element {
  return (
    <a href={link.feature(name, className)}>
      <Name text={name} />
    </a>
  );
}
