/* Addresses: `#view`, `#view/name`; names as encodeURIComponent writes them. */

export type Address =
  | { view: "overview" | "layers" | "classes" | "likeness" | "embedding" | "ledger" }
  | { view: "features"; search: string }
  | { view: "layer" | "class"; name: string }
  | { view: "feature"; name: string; class: string | null }
  | { view: "unknown"; text: string };

const PLAIN = ["overview", "layers", "classes", "likeness", "embedding", "ledger"] as const;

/* Not every address is written by this page: what cannot be decoded stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* The address that a fragment (with or without "#") names. */
export function parseAddress(fragment: string): Address {
  const text = fragment.replace(/^#/, "");
  const [head = "", ...rest] = text.split("/");
  if (head === "" && rest.length === 0) return { view: "overview" };
  const plain = PLAIN.find((view) => view === head);
  if (plain !== undefined && rest.length === 0) return { view: plain };
  if (head === "features") return { view: "features", search: decoded(rest.join("/")) };
  if ((head === "layer" || head === "class") && rest.length > 0) {
    return { view: head, name: decoded(rest.join("/")) };
  }
  if (head === "feature" && rest.length > 0) {
    const [name = "", ...last] = rest;
    return { view: "feature", name: decoded(name), class: last.length > 0 ? decoded(last.join("/")) : null };
  }
  return { view: "unknown", text: decoded(text) };
}

const named = (view: string, name: string): string => `#${view}/${encodeURIComponent(name)}`;

export const link = {
  view: (view: string): string => `#${view}`,
  layer: (name: string): string => named("layer", name),
  class: (name: string): string => named("class", name),
  features: (search: string): string => (search === "" ? "#features" : named("features", search)),
  feature: (name: string, className?: string): string =>
    className === undefined
      ? named("feature", name)
      : `${named("feature", name)}/${encodeURIComponent(className)}`,
};

/* The entry of the navigation that an address belongs to. */
export function sectionOf(address: Address): string {
  switch (address.view) {
    case "layer":
      return "layers";
    case "class":
      return "classes";
    case "feature":
      return "features";
    default:
      return address.view;
  }
}
