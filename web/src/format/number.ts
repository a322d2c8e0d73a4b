/* Numbers as text, the same everywhere in the report. */

export const MINUS = "\u2212";
const THIN = "\u202f";
const NONE = "–";
const GROUPED = new Intl.NumberFormat("en");

export const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/* 12416 → 12,416 */
export const count = (value: number): string => GROUPED.format(value);

export const counted = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/* .934 → 93 %; never "0 %" or "100 %" for what is not none or all. */
export function percent(share: number | null | undefined): string {
  if (!isNumber(share)) return NONE;
  if (share > 0 && share < 0.005) return `<1${THIN}%`;
  if (share < 1 && share > 0.995) return `>99${THIN}%`;
  return `${Math.round(share * 100)}${THIN}%`;
}

/* .9342 → 93.4 % */
export const percentFine = (share: number | null | undefined): string =>
  isNumber(share) ? `${(share * 100).toFixed(1)}${THIN}%` : NONE;

export const fixed = (value: number | null | undefined, decimals = 2): string => {
  if (!isNumber(value)) return NONE;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", MINUS);
};

export const signed = (value: number | null | undefined, decimals = 2): string =>
  (isNumber(value) && Number(value.toFixed(decimals)) > 0 ? "+" : "") + fixed(value, decimals);

/* Activations: three significant digits. */
export function short(value: number | null | undefined): string {
  if (!isNumber(value)) return NONE;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1000
      ? String(Math.round(value))
      : size < 0.001
        ? value.toExponential(1)
        : String(Number(value.toPrecision(3)));
  return text.replaceAll("-", MINUS);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/* A p-value from its decimal logarithm: 0.012, or 2 × 10⁻⁹ where it is small. */
export function probability(log10: number | null | undefined): string {
  if (!isNumber(log10)) return NONE;
  if (log10 > -3) return (10 ** log10).toFixed(3);
  let exponent = Math.floor(log10);
  let lead = Math.round(10 ** (log10 - exponent));
  if (lead === 10) [lead, exponent] = [1, exponent + 1];
  const power = String(-exponent).replace(/\d/g, (digit) => RAISED[Number(digit)]!);
  return `${lead}${THIN}×${THIN}10⁻${power}`;
}

/* "4 %" stays on one line. */
export const unbroken = (text: string): string => text.replaceAll(" %", `${THIN}%`);
