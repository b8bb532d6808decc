/** How near a post is to the one that ends: of the same employer, of another NHS employer of the ICS, or elsewhere. */
export const NEARNESS = ['same-employer', 'nhs-near-by', 'elsewhere'] as const;

export type Nearness = (typeof NEARNESS)[number];

/** Whose staff count as the NHS. A contractor or a care provider is not, wherever it works. */
export const NHS_EMPLOYERS = ['trust', 'gp-practice'] as const;

/**
 * Suggestions for somebody at risk: posts of the same employer first, then those of other NHS employers of the ICS, then
 * the rest, and within each as the engine has them. No score is changed, so that what fits better can still be seen.
 *
 * @param matches in the engine's order
 */
export function internalFirst<Match extends { readonly nearness: Nearness }>(matches: readonly Match[]): Match[] {
  return NEARNESS.flatMap((nearness) => matches.filter((match) => match.nearness === nearness));
}
