/* The view-model, version 2 (docs/report.md). Places count from 0; a number that does not exist is null. */

export type Place = number;
export type Side = "presence" | "absence";
export type Maybe = number | null;

export interface Fact {
  section: string;
  name: string;
  text: string;
}

export interface Finding {
  id: string;
  value: number;
  figure: string;
  text: string;
  class: Place | null;
  layer: Place | null;
}

/* What `profile` tells of some layers (docs/profile.md). */
export interface Profile {
  name: string;
  index: number;
  depth: number;
  features: number;
  dead: number;
  pairs: number;
  selected_share: Maybe;
  presence_share: Maybe;
  absence_share: Maybe;
  any_share: Maybe;
  both_share: Maybe;
  none_share: Maybe;
  noise_share: Maybe;
  mean_abs: Maybe;
  null_mean_abs: Maybe;
  excess: Maybe;
  excess_low: Maybe;
  excess_high: Maybe;
  mean_signed: Maybe;
  threshold: Maybe;
  median_abs: Maybe;
  presence_q99: Maybe;
  absence_q01: Maybe;
  max_presence: Maybe;
  max_absence: Maybe;
  presence_class: string | null;
  presence_feature: string | null;
  absence_class: string | null;
  absence_feature: string | null;
  copy_share: Maybe;
  mean_auc_distance: Maybe;
  zero_share: Maybe;
  classes_covered: number;
  classes_per_feature: number[];
}

export interface Layer extends Profile {
  operation: string;
  threshold_low: Maybe;
  threshold_high: Maybe;
}

export interface ClassSummary {
  name: string;
  kind: "class" | "synset";
  images: number;
  rest: number;
  reference: string;
  selected_presence: number;
  selected_absence: number;
  strongest_presence: Maybe;
  strongest_absence: Maybe;
  block: string;
  place: Place;
}

export interface ImageEntry {
  name: string;
  class: Place | null;
  block?: string;
  place?: Place;
  problem?: string;
}

export interface BadFile {
  name: string;
  class: string;
  reason: string;
}

export interface RepeatedFile {
  name: string;
  class: string;
  same_as: string;
}

export interface Ledger {
  files: number;
  good: number;
  bad: number;
  repeated: number;
  reasons: { reason: string; files: number }[];
  bad_files: BadFile[];
  repeated_files: RepeatedFile[];
}

export interface Limits {
  statements: number;
  images: number;
  thumbnail: number;
  max_size: number;
  ledger_rows: number;
  pairs_each: number;
  pairs_total: number;
  pairs_kept: number;
  details_wanted: number;
  details_kept: number;
  classes_per_detail: number;
  map_images: number;
}

/* The columns of `evaluate --json` that are shown (docs/evaluate.md). */
export interface EvaluationRow {
  representation: string;
  classifier: string;
  shots: string;
  accuracy: Maybe;
  accuracy_low: Maybe;
  accuracy_high: Maybe;
  balanced_accuracy: Maybe;
  balanced_accuracy_low: Maybe;
  balanced_accuracy_high: Maybe;
}

export interface DifferenceRow {
  first: string;
  second: string;
  classifier: string;
  shots: string;
  difference: Maybe;
  difference_low: Maybe;
  difference_high: Maybe;
  p: Maybe;
  p_holm: Maybe;
}

export interface ClusteringRow {
  representation: string;
  mutual_information: Maybe;
  silhouette: Maybe;
  class_silhouette: Maybe;
}

export interface Evaluation {
  files: {
    name: string;
    content: { evaluations?: EvaluationRow[]; differences?: DifferenceRow[]; clusterings?: ClusteringRow[] };
  }[];
}

export interface Core {
  schema: string;
  version: number;
  generator: string;
  title: string;
  notices: string[];
  facts: Fact[];
  findings: Finding[];
  layers: Layer[];
  bands: Profile[];
  all: Profile;
  classes: ClassSummary[];
  images: { media: string; wanted: number; missing: number; shown: number; table: ImageEntry[] };
  ledger: Ledger | null;
  provenance: Record<string, unknown>;
  limits: Limits;
  blocks: Record<string, { encoding: "gzip" | "json"; bytes: number }>;
  has: Record<"panel" | "likeness" | "taxonomy" | "map" | "evaluation" | "signatures", boolean>;
  evaluation: Evaluation | null;
}
