import type { PlainDate } from '#lib/kernel';
import type { RowReading } from '../files/row-error.js';
import type { AdvertPay } from './advert-pay.js';

/** The national feed that an advert came from. */
type VacancySource = 'display-advert' | 'nhs-jobs';

/**
 * One place at which the work is. Its position is looked up by postcode, never taken from a feed, so that
 * every distance rests on one directory.
 */
export interface VacancyLocation {
  /** The address without its postcode, as the feed has it; '' when it gives a postcode only. */
  readonly address: string;
  /** In the one-space form; null when the feed gives none or only the first half. */
  readonly postcode: string | null;
  /** First half of the postcode ('SW17'); null when the feed gives neither half. */
  readonly outward: string | null;
}

/** An advert of any national feed, in one form. */
export interface VacancyEntry {
  readonly source: VacancySource;
  /** The feed's own reference. Together with the source it is the identity of the advert. */
  readonly reference: string;
  readonly kind: 'role' | 'apprenticeship';
  readonly isFoundationApprenticeship: boolean;
  readonly title: string;
  /** Plain text: markup of the feed is gone. */
  readonly description: string;
  readonly employerName: string;
  readonly places: number | null;
  readonly postedOn: PlainDate | null;
  /** Last day on which one can apply, until its end. */
  readonly closesOn: PlainDate;
  readonly startsOn: PlainDate | null;
  readonly pay: AdvertPay;
  readonly hoursPerWeek: number | null;
  /** Every place of work. Empty: none is stated. */
  readonly locations: readonly VacancyLocation[];
  /** Offered in the whole country, or done from anywhere: distance does not count. */
  readonly isRemoteOrNational: boolean;
  /** Page of the advert; null when the feed has none or it is not a web address. */
  readonly url: string | null;
  readonly standardLarsCode: number | null;
  /** Level of the apprenticeship, 1 to 7. */
  readonly level: number | null;
  /** Occupational route of the apprenticeship standard. */
  readonly route: string | null;
  /** Skills in the feed's own words. */
  readonly skills: readonly string[];
  /** Qualifications and other conditions, one a line; '' when none are stated. */
  readonly requirements: string;
}

/** One advert of a feed and what came of it. */
export interface AdvertReading {
  /** Position in the feed, the first is 1. */
  readonly rowNumber: number;
  readonly reading: RowReading<VacancyEntry>;
}

/** A feed that was read to its end. A feed that could not be is an error and gives no adverts at all. */
export interface AdvertFeed {
  readonly adverts: readonly AdvertReading[];
  /** What the feed says of itself; null when it does not. */
  readonly total: number | null;
  readonly totalPages: number | null;
}
