import type { PlainDate } from '../calendar/plain-date.js';

/** A Living Wage and the day from which accredited employers must pay it. Null: from that day on it is not known. */
export interface KnownLivingWage {
  readonly fromOn: PlainDate;
  readonly hourlyPence: number | null;
}

/** Pay beside the Living Wage of the day. */
export interface PayAgainstLivingWage {
  /** Null when the step has no pay on record. */
  readonly hourlyPence: number | null;
  /** Below the Living Wage; null when one of them is not known. */
  readonly isBelow: boolean | null;
  /** The Living Wage that is measured against; null when not known. */
  readonly livingWagePence: number | null;
  /** The one of that day is not published yet, and the last that is known stands for it. */
  readonly isLastKnown: boolean;
}

/**
 * How pay stands to the Living Wage on a day. A new one is due each year, so that a year after its first day the last that is
 * known only stands for those to come: it is measured against all the same, and said so.
 *
 * @param wages in the order of their days
 */
export function payAgainst(hourlyPence: number | null, wages: readonly KnownLivingWage[], on: PlainDate): PayAgainstLivingWage {
  const inForce = wages.findLast(({ fromOn }) => fromOn <= on);
  const livingWagePence = inForce?.hourlyPence ?? null;
  if (inForce === undefined || livingWagePence === null) return { hourlyPence, isBelow: null, livingWagePence: null, isLastKnown: false };
  return { hourlyPence, isBelow: hourlyPence === null ? null : hourlyPence < livingWagePence, livingWagePence, isLastKnown: on >= aYearAfter(inForce.fromOn) };
}

function aYearAfter(day: PlainDate): PlainDate {
  return `${String(Number(day.slice(0, 4)) + 1).padStart(4, '0')}${day.slice(4)}`;
}
