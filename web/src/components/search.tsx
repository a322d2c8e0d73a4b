/* A field that narrows down what is shown below it. */

import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface Props {
  label: string;
  text: string;
  onText: (text: string) => void;
  hits: string;
}

export function Search({ label, text, onText, hits }: Props): JSX.Element {
  const id = useId();
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        spellcheck={false}
        aria-keyshortcuts="/"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <span class="hits" role="status">
        {hits}
      </span>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onValue: (value: string) => void;
}

export function Choice({ label, value, options, onValue }: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <span class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
}
