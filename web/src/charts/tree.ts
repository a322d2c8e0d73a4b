/* The tree of merges as lines, and the triangle of values as a matrix. */

/* Place of (row, column), row ≠ column, in the flat upper triangle without the diagonal of n × n. */
export function trianglePlace(row: number, column: number, n: number): number {
  const [i, j] = row < column ? [row, column] : [column, row];
  return i * n - (i * (i + 1)) / 2 + (j - i - 1);
}

export type Merge = readonly [first: number, second: number, height: number, size: number];

export interface Branch {
  /* Places along the leaves, in leaves: 0 is the middle of the first. */
  first: number;
  second: number;
  /* Heights of the two parts and of their merge. */
  firstHeight: number;
  secondHeight: number;
  height: number;
}

/* One branch a merge. Numbers below n are leaves, n + i is merge i; `order` is the order of the leaves. */
export function branches(merges: readonly Merge[], order: readonly number[]): Branch[] {
  const places: number[] = [];
  order.forEach((leaf, place) => {
    places[leaf] = place;
  });
  const heights: number[] = new Array<number>(order.length).fill(0);
  return merges.map(([first, second, height]) => {
    const branch = {
      first: places[first]!,
      second: places[second]!,
      firstHeight: heights[first]!,
      secondHeight: heights[second]!,
      height,
    };
    places.push((branch.first + branch.second) / 2);
    heights.push(height);
    return branch;
  });
}
