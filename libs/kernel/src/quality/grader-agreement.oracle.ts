/** Weighted kappa as Cohen (1968) defines it: a table of shares, the shares that chance would give, and a weight for each cell. */
export function weightedKappaByTable(pairs: readonly (readonly [number, number])[], grades: readonly number[]): number | null {
  const shareOf = (isMeant: (pair: readonly [number, number]) => boolean): number => pairs.filter(isMeant).length / pairs.length;
  let observed = 0;
  let expected = 0;
  for (const row of grades) {
    for (const column of grades) {
      const weight = (row - column) ** 2;
      observed += weight * shareOf(([one, other]) => one === row && other === column);
      expected += weight * shareOf(([one]) => one === row) * shareOf(([, other]) => other === column);
    }
  }
  return expected === 0 ? null : 1 - observed / expected;
}
