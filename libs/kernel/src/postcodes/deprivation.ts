/** An edition of the English Indices of Deprivation. Ranks and deciles of two editions are never compared. */
export type ImdEdition = 2019 | 2025;

/** Areas ranked: 2011 LSOAs of England in the 2019 edition, 2021 LSOAs in the 2025 edition. */
export const IMD_AREAS: Readonly<Record<ImdEdition, number>> = { 2019: 32_844, 2025: 33_755 };

/**
 * The decile of a rank, 1 (most deprived tenth) to 10: ceil(rank x 10 / areas), which reproduces every row
 * of both published editions. `rank` is 1 (most deprived) to `areas`.
 */
export function decileOfRank(rank: number, areas: number): number {
  return Math.ceil((rank * 10) / areas);
}

/** The fifth that a decile lies in, 1 (deciles 1 and 2, the "Core20") to 5. */
export function quintileOfDecile(decile: number): number {
  return Math.ceil(decile / 2);
}
