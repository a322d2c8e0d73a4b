/* What a class is made of: the blocks `statements/k` (docs/report.md). */

import type { Maybe, Place } from "./types.ts";

/* [place in images.table, activation]. */
export type ImageUse = [Place, number];

export interface Statement {
  feature: Place;
  signed_ks: number;
  auc: Maybe;
  location: Maybe;
  inner_share: Maybe;
  outer_share: Maybe;
  noise_threshold: Maybe;
  log10_p: Maybe;
  mann_whitney_z: Maybe;
  fires: Maybe;
  ks_positive: Maybe;
  class_mean: Maybe;
  log10_p_presence?: Maybe;
  log10_p_absence?: Maybe;
  class_selectivity?: Maybe;
  precision_at_k?: Maybe;
  most: ImageUse[];
  least: ImageUse[];
  others: ImageUse[];
}

export interface SignatureStatement {
  name: string;
  side: string;
  location: number;
  signed_ks: number;
  class_share: Maybe;
  rest_share: Maybe;
  told: number;
  test_class_share: Maybe;
  test_rest_share: Maybe;
}

/* As `describe --signature --json` gives it (docs/lexicon.md). */
export interface Signature {
  name: string;
  train_images: number;
  train_rest: number;
  test_images: number;
  test_rest: number;
  needed: number;
  train_balanced_accuracy: Maybe;
  recall: Maybe;
  specificity: Maybe;
  balanced_accuracy: Maybe;
  statements: SignatureStatement[];
  not_told: string[];
  confused: { name: string; images: number; taken: number }[];
}

export interface ClassStatements {
  presence: Statement[];
  absence: Statement[];
  signature: Signature | null;
  nearest: [Place, number][];
}

export interface StatementsBlock {
  classes: ClassStatements[];
}
