import { STANDARD_REASONS, type Reason } from '#lib/kernel';
import type { Read } from '#lib/platform';

/** A reason with how often a City has changed it; 0: as it comes. */
export interface ReasonInForce extends Reason {
  readonly version: number;
}

/** The City of a node of the tree today. */
export const CITY_OF = (node: string): string => `(
  SELECT path.ancestor_id FROM identity.organisation_paths AS path JOIN identity.organisations AS city ON city.organisation_id = path.ancestor_id
   WHERE path.organisation_id = ${node} AND city.level = 'city' AND path.valid_during @> identity.today())`;

/** The reasons of an organisation's City, also for a partner of another City to whom its people are referred: the standard ones, where the City has not put others in their place, and then its own. */
export async function reasonsInForce(read: Read, organisationId: string): Promise<ReasonInForce[]> {
  const changed = await read<ReasonInForce>(
    `SELECT reason_code AS code, steps, refusers, words, kind_words AS "kindWords", effect, effect_days AS "effectDays", matters, is_offered AS "isOffered", version_number AS version
       FROM brokerage.reasons_of_city($1) ORDER BY reason_code`,
    [organisationId],
  );
  const ofCity = new Map(changed.map((reason) => [reason.code, reason]));
  const standard = STANDARD_REASONS.map((reason) => ofCity.get(reason.code) ?? { ...reason, version: 0 });
  return [...standard, ...changed.filter(({ code }) => STANDARD_REASONS.every((reason) => reason.code !== code))];
}
