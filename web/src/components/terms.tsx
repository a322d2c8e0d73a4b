/* Terms that explain themselves when asked. */

import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";

export const TERMS = {
  feature: [
    "Feature",
    "One channel of a convolution, averaged over its map, or one unit of a dense layer. It is dead where it has the same value in every image.",
  ],
  ks: [
    "Signed KS, s",
    "How well one feature tells a class from all other images: the widest gap between the two distributions of its activations. 0 says nothing; +1 or −1 tells them apart without a mistake.",
  ],
  presence: ["By presence", "s > 0: the feature fires more for the class than for the rest."],
  absence: [
    "By absence",
    "s < 0: the feature fires less for the class. What a class lacks can mark it as well as what it has.",
  ],
  cut: [
    "Cut",
    "The activation at which the gap is widest. “Fires above 1.2 in 96 % of the class and in 4 % of all other images” is the statement itself.",
  ],
  noise: [
    "Noise threshold",
    "Random classes of the same sizes show which |s| chance alone reaches in each layer. Only pairs above that are counted.",
  ],
  auc: [
    "AUC",
    "Area under the ROC curve: the chance that an image of the class fires more than another image. 0.5 says nothing, 1 always, 0 never.",
  ],
  signature: [
    "Signature",
    "The fewest statements that tell the class from each other class. They are fitted on half of the images and tested on the other half.",
  ],
  likeness: [
    "Likeness",
    "How much two classes are told by the same features: how near their s are in direction over all features. 1 says the same of both, −1 the opposite.",
  ],
} as const;

export type TermName = keyof typeof TERMS;

/* Its text with a dotted line; a click opens the explanation, Escape closes it. */
export function Term({ name, children }: { name: TermName; children: string }): JSX.Element {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const note = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [word, text] = TERMS[name];
  const place = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box === undefined || note.current === null) return;
    const width = Math.min(340, innerWidth - 16);
    note.current.style.width = `${width}px`;
    note.current.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    note.current.style.top = `${Math.min(box.bottom + 6, innerHeight - note.current.offsetHeight - 8)}px`;
  };
  return (
    <>
      <button type="button" class="term" ref={button} popovertarget={id}>
        {children}
      </button>
      <span
        id={id}
        class="explanation"
        popover="auto"
        ref={note}
        onBeforeToggle={(event) => setOpen(event.newState === "open")}
        onToggle={place}
      >
        {open && (
          <>
            <strong>{word}</strong> {text}
          </>
        )}
      </span>
    </>
  );
}
