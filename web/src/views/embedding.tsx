/* The images as points: PCA of their embedding; and what embeddings are worth. */

import type { JSX } from "preact";
import { useCallback, useMemo } from "preact/hooks";

import { type Mark, markOf, markPath } from "../charts/colour.ts";
import { Scatter } from "../charts/scatter.tsx";
import { Picture } from "../components/images.tsx";
import { Name } from "../components/names.tsx";
import { Absent, Heading, Lead, WithBlock } from "../components/page.tsx";
import { Search } from "../components/search.tsx";
import { count, percentFine, short } from "../format/number.ts";
import type { MapBlock } from "../model/blocks.ts";
import { useBlock, useReport } from "../model/context.ts";
import type { Place } from "../model/types.ts";
import { useKept } from "../routes/history.ts";
import { EvaluationSection } from "./evaluation.tsx";

const UNLABELLED: Mark = { colour: "#8a93a0", shape: "circle" };

interface LegendProps {
  present: { place: Place; images: number }[];
  chosen: readonly Place[];
  onChosen: (chosen: Place[]) => void;
}

/* Classes as switches: with none pressed all are bright. */
function Legend({ present, chosen, onChosen }: LegendProps): JSX.Element {
  const { classes } = useReport().core;
  const [text, setText] = useKept("map search", "");
  const wanted = text.trim().toLocaleLowerCase();
  const found = present.filter(({ place }) => classes[place]!.name.toLocaleLowerCase().includes(wanted));
  return (
    <section class="classes-legend" aria-label="Classes of the map">
      <div class="filter">
        <Search
          label="Find a class"
          text={text}
          onText={setText}
          hits={text === "" ? "" : count(found.length)}
        />
        <button type="button" disabled={chosen.length === 0} onClick={() => onChosen([])}>
          Show all
        </button>
      </div>
      <ul>
        {found.slice(0, 200).map(({ place, images }) => {
          const mark = markOf(place);
          const on = chosen.includes(place);
          return (
            <li key={place}>
              <button
                type="button"
                class="class-switch"
                aria-pressed={on}
                onClick={() => onChosen(on ? chosen.filter((one) => one !== place) : [...chosen, place])}
              >
                <svg width={16} height={16} aria-hidden="true">
                  <path d={markPath(mark.shape, 8, 8, 5)} fill={mark.colour} />
                </svg>
                <Name text={classes[place]!.name} />
                <span class="soft">{count(images)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {found.length > 200 && (
        <p class="soft">{`The first 200 of ${count(found.length)}; search for others.`}</p>
      )}
    </section>
  );
}

function MapBody({ map }: { map: MapBlock }): JSX.Element {
  const { classes } = useReport().core;
  const [chosen, setChosen] = useKept<readonly Place[]>("map classes", []);
  const present = useMemo(() => {
    const images = new Map<Place, number>();
    for (const place of map.class) if (place !== null) images.set(place, (images.get(place) ?? 0) + 1);
    return [...images]
      .map(([place, number]) => ({ place, images: number }))
      .sort((a, b) => a.place - b.place);
  }, [map]);
  const mark = useCallback(
    (point: number) => (map.class[point] === null ? UNLABELLED : markOf(map.class[point]!)),
    [map],
  );
  const bright = useCallback(
    (point: number) =>
      chosen.length === 0 || (map.class[point] !== null && chosen.includes(map.class[point]!)),
    [map, chosen],
  );
  const className = (point: number): string =>
    map.class[point] === null ? "no class" : classes[map.class[point]!]!.name;
  const axis = (i: number): string => `component ${i + 1} (${percentFine(map.variance[i])} of the variance)`;
  return (
    <div class="beside map">
      <Scatter
        title="Map of the images"
        note={`The first two principal components of ${count(map.features)} features. ${map.shown < map.images ? `${count(map.shown)} of ${count(map.images)} images` : `All ${count(map.images)} images`}; near ones are alike.`}
        stem="map"
        x={map.x}
        y={map.y}
        axes={[`${axis(0)} →`, `↑ ${axis(1)}`]}
        mark={mark}
        bright={bright}
        name={(point) => map.name[point]!}
        tip={(point) => [
          ["class", className(point)],
          ["x", short(map.x[point])],
          ["y", short(map.y[point])],
        ]}
        picture={(point) => map.image[point] !== null && <Picture place={map.image[point]!} alt="" />}
        numbers={{
          head: ["image", "class", "x", "y"],
          rows: () => map.name.map((name, i) => [name, className(i), map.x[i], map.y[i]]),
        }}
      />
      <Legend present={present} chosen={chosen} onChosen={setChosen} />
    </div>
  );
}

export function EmbeddingView(): JSX.Element {
  const { has } = useReport().core;
  const map = useBlock<MapBlock>(has.map ? "map" : null);
  return (
    <>
      <Heading>Embedding</Heading>
      <Lead>
        The images by what the network makes of them: those that lie together fire the same features. A class
        in the list makes its images bright; point at an image, or use the arrow keys, to see it.
      </Lead>
      {has.map ? (
        <WithBlock block={map}>{(value) => <MapBody map={value} />}</WithBlock>
      ) : (
        <Absent command="lexicnn embed activations.h5ad -o embedding.h5ad\nlexicnn report scores.h5ad --embedding embedding.h5ad -o report.html">
          The map of the images is not in this report; this puts it there:
        </Absent>
      )}
      <EvaluationSection />
    </>
  );
}
