/* Entries of the browser's history: what a view remembers (scroll, order of a table, text of a search) is
   kept with its entry, so that going back finds the view as it was left. */

import { useEffect, useState } from "preact/hooks";

import { type Address, parseAddress } from "./address.ts";

type Kept = Map<string, unknown>;

const entries = new Map<string, Kept>();
let current = "";
let made = 0;

function keyOf(state: unknown): string | null {
  const key = typeof state === "object" && state !== null ? (state as { entry?: unknown }).entry : null;
  return typeof key === "string" ? key : null;
}

/* Makes the entry that is open the current one. True where it was open before. */
function enter(): boolean {
  const known = keyOf(history.state);
  const visited = known !== null && entries.has(known);
  current = known ?? `${Date.now()}-${++made}`;
  if (known === null) history.replaceState({ entry: current }, "");
  if (!entries.has(current)) entries.set(current, new Map());
  return visited;
}

export const keep = (name: string, value: unknown): void => void entries.get(current)?.set(name, value);
export const kept = <Value>(name: string): Value | undefined =>
  entries.get(current)?.get(name) as Value | undefined;

/* A state that the history entry remembers. */
export function useKept<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => kept<Value>(name) ?? initial);
  return [
    value,
    (next) => {
      keep(name, next);
      setValue(next);
    },
  ];
}

/* Changes the address without a new entry, unless the reader has gone to another view meanwhile. */
export function rewrite(address: string): void {
  if (location.hash === address || parseAddress(location.hash).view !== parseAddress(address).view) return;
  history.replaceState({ entry: current }, "", address);
}

/* Blocks are unpacked after a view is drawn: tries for a second to reach the place it was left at. */
function scrollBack(top: number): void {
  const end = performance.now() + 1000;
  const key = current;
  const step = (): void => {
    if (key !== current) return;
    window.scrollTo(0, top);
    if (Math.abs(window.scrollY - top) > 1 && performance.now() < end) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

export interface Visit {
  address: Address;
  /* Counts visits: views are drawn anew for each. */
  number: number;
  /* Where the focus goes to the heading: after a link was followed, not when the page opens or goes back. */
  followed: boolean;
}

/* The address that is open, followed over links, back and forward. */
export function useVisit(): Visit {
  const [visit, setVisit] = useState<Visit>(() => {
    history.scrollRestoration = "manual";
    enter();
    return { address: parseAddress(location.hash), number: 0, followed: false };
  });
  useEffect(() => {
    const scrolled = (): void => keep("scroll", window.scrollY);
    const changed = (): void => {
      window.removeEventListener("scroll", scrolled);
      const visited = enter();
      setVisit((last) => ({
        address: parseAddress(location.hash),
        number: last.number + 1,
        followed: !visited,
      }));
      const top = kept<number>("scroll") ?? 0;
      if (visited) scrollBack(top);
      else window.scrollTo(0, 0);
      requestAnimationFrame(() => window.addEventListener("scroll", scrolled, { passive: true }));
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    window.addEventListener("hashchange", changed);
    return () => {
      window.removeEventListener("scroll", scrolled);
      window.removeEventListener("hashchange", changed);
    };
  }, []);
  return visit;
}
