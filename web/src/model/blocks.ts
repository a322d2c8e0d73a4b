/* The blocks that are unpacked when a view needs them (docs/report.md). */

import type { ImageUse } from "./statements.ts";
import type { Maybe, Place } from "./types.ts";

/* Columns of equal length, one entry a feature that a statement or a kept pair names. */
export interface FeaturesBlock {
  name: string[];
  layer: Place[];
  mean: Maybe[];
  std: Maybe[];
  zero_share: Maybe[];
  presence_classes: number[];
  absence_classes: number[];
  detail: (number | null)[];
  detail_place: (Place | null)[];
}

/* Columns of equal length, one entry a kept pair; by class, then |s| falling. */
export interface PairsBlock {
  class: Place[];
  feature: Place[];
  signed_ks: Maybe[];
  auc: Maybe[];
  location: Maybe[];
  inner_share: Maybe[];
  outer_share: Maybe[];
  noise_threshold: Maybe[];
  log10_p: Maybe[];
}

/* Class × layer. */
export interface MatrixBlock {
  presence: number[][];
  absence: number[][];
  strongest_presence: Maybe[][];
  strongest_absence: Maybe[][];
  mean_abs: Maybe[][];
}

export interface DetailClass {
  class: Place;
  signed_ks: number;
  location: number;
  counts: number[];
}

/* One feature's distribution: exact counts between knots, and bins to draw. */
export interface Detail {
  feature: Place;
  signed_ks: Maybe[];
  knots: number[];
  total: number[];
  classes: DetailClass[];
  bins: { low: number; width: number; count: number; total: number[]; classes: number[][] };
  zeros: { total: number; classes: number[] };
  most: ImageUse[];
}

export interface DetailBlock {
  features: Detail[];
}

export interface MantelTest {
  rho: Maybe;
  p: Maybe;
}

export interface LikenessLayer {
  layer: string;
  features: number;
  mean_likeness: Maybe;
  path?: MantelTest;
  wu_palmer?: MantelTest;
}

export interface TaxonomyNode {
  name: string;
  label: string;
  class: Place | null;
  children: TaxonomyNode[];
}

export interface LikenessBlock {
  measure: string;
  layer: string;
  classes: Place[];
  values: Maybe[];
  merges: [number, number, number, number][];
  order: Place[];
  layers: LikenessLayer[];
  taxonomy?: {
    mapped: number;
    permutations: number;
    path_trend: Maybe;
    wu_palmer_trend: Maybe;
    synsets: (string | null)[];
    tree: TaxonomyNode | null;
    distance: Maybe[];
  };
}

export interface MapBlock {
  method: string;
  source: string;
  images: number;
  shown: number;
  features: number;
  variance: Maybe[];
  x: number[];
  y: number[];
  class: (Place | null)[];
  name: string[];
  image: (Place | null)[];
}
