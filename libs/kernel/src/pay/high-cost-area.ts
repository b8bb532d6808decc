import type { PlainDate } from '../calendar/plain-date.js';
import { type FigureTables, SUPPLEMENT_ZONES, type SupplementZone, valuesOn } from '../published-figures/published-figures.js';

/** What is known of where the work is. */
export interface Workplace {
  /** Local authority district, as E09000025; null when the place of work is not known well enough. */
  readonly districtCode: string | null;
}

/** Boroughs of Greater London and the City of London. */
const LONDON = /^E09/;

/** Whether the London Living Wage is the one that counts; null: not known. */
export function isInLondon({ districtCode }: Workplace): boolean | null {
  return districtCode === null ? null : LONDON.test(districtCode);
}

/**
 * Zones of the high cost area supplement in which a workplace can be; one when it is known. The zones follow the primary
 * care trusts of 2005, so the list of districts says it and no rule. A district that is not listed is in none of the
 * London zones when it is outside London, and may then be in the fringe.
 */
export function possibleZones(tables: FigureTables, workplace: Workplace, on: PlainDate): readonly (SupplementZone | 'none')[] {
  const { districtCode } = workplace;
  const listed = districtCode === null ? null : valuesOn(tables, 'supplement-zone', districtCode, on);
  if (listed !== null) return [listed.zone];
  const isLondon = isInLondon(workplace);
  if (isLondon === null) return ['none', ...SUPPLEMENT_ZONES];
  return isLondon ? ['inner', 'outer'] : ['none', 'fringe'];
}

/** The supplement a year in pence on a full-time year's pay: a share to the nearest penny, within a least and a most. Null: not known on that day. */
export function supplementPence(tables: FigureTables, zone: SupplementZone | 'none', annualPence: number, on: PlainDate): number | null {
  if (zone === 'none') return 0;
  const rate = valuesOn(tables, 'supplement', zone, on);
  return rate === null ? null : Math.min(rate.mostPence, Math.max(rate.leastPence, Math.floor((annualPence * rate.basisPoints + 5_000) / 10_000)));
}
