/* Arrow keys along one row of places. */

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -Infinity,
  End: Infinity,
};

/* The place that a key leads to from `at` (null: none yet) among `count`; undefined for other keys. */
export function stepped(key: string, at: number | null, count: number): number | undefined {
  const step = STEPS[key];
  if (step === undefined) return undefined;
  const from = at ?? (step > 0 ? -1 : count);
  return Math.min(count - 1, Math.max(0, from + step));
}
