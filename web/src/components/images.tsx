/* Thumbnails: each image lies once in the file and is referred to by its place. */

import type { JSX } from "preact";

import { short } from "../format/number.ts";
import { useReport } from "../model/context.ts";
import type { ImageUse } from "../model/statements.ts";
import type { Place } from "../model/types.ts";
import { ClassLink } from "./names.tsx";

/* The picture alone, or a word where there is none. */
export function Picture({ place, alt }: { place: Place; alt: string }): JSX.Element {
  const report = useReport();
  const source = report.thumbnail(place);
  const problem = report.core.images.table[place]?.problem;
  return source === null ? (
    <span class="missing" title={problem}>
      not readable
    </span>
  ) : (
    <img src={source} alt={alt} loading="lazy" decoding="async" />
  );
}

function Thumbnail({ use: [place, value], withClass }: { use: ImageUse; withClass: boolean }): JSX.Element {
  const { classes, images } = useReport().core;
  const image = images.table[place]!;
  const own = image.class === null ? "" : `${classes[image.class]!.name}\n`;
  return (
    <figure class="thumb" title={`${image.name}\n${own}activation ${short(value)}`}>
      <Picture place={place} alt={image.name} />
      <figcaption>
        {short(value)}
        {withClass && image.class !== null && <ClassLink place={image.class} />}
      </figcaption>
    </figure>
  );
}

interface Props {
  heading: string;
  uses: ImageUse[];
  withClass?: boolean;
}

export function ImageStrip({ heading, uses, withClass = false }: Props): JSX.Element | null {
  if (uses.length === 0) return null;
  return (
    <div class="strip">
      <h4>{heading}</h4>
      <div class="thumbs">
        {uses.map((use) => (
          <Thumbnail key={use[0]} use={use} withClass={withClass} />
        ))}
      </div>
    </div>
  );
}
