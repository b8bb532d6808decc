import type { ReferralChange } from '#lib/brokerage';
import { needsReason, type ReferralEvent } from '#lib/kernel';

/** Reasons without an effect, for tests that are not about it. */
const PLAIN_REASONS = { decline: 'chose-another', reject: 'place-filled', withdraw: 'on-a-break', expire: 'nobody-answered', pause: 'asked-to-wait' } as const;

/** An event with a reason where it needs one. */
export function plainChange(event: ReferralEvent): ReferralChange {
  return needsReason(event) ? { event, reasonCode: PLAIN_REASONS[event] } : { event };
}
