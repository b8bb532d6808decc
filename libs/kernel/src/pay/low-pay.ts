import { dayInWords, pounds } from './pay-words.js';
import type { PayCheck } from './pay-check.js';

/** What is wrong with stated pay, for whoever lists the opportunity. */
export interface LowPay {
  readonly code: 'pay-under-minimum' | 'pay-under-adult-minimum';
  readonly reason: string;
  readonly fix: string;
}

/** Says where pay that is stated is under the minimum wage at the start; null where it is not, or none is stated. The amount itself is not repeated. */
export function lowPay({ basis, moments: [{ on, doubts, floors: [minimum] }] }: Pick<PayCheck, 'basis' | 'moments'>): LowPay | null {
  if (basis !== 'stated' && basis !== 'ceiling') return null;
  const { verdict, leastPence, mostPence } = minimum;
  if (verdict === 'under') {
    return {
      code: 'pay-under-minimum',
      reason: `The pay comes to less than the minimum wage on ${dayInWords(on)}, which is ${pounds(leastPence!)} an hour at the least.`,
      fix: 'Check the amount, what it is for and the hours. The row was kept: send it again when the pay is right.',
    };
  }
  if (verdict !== 'depends' || basis === 'ceiling' || doubts.includes('hours-not-sure')) return null;
  return {
    code: 'pay-under-adult-minimum',
    reason: `The pay is lawful on ${dayInWords(on)} only for somebody young: the minimum wage is ${pounds(mostPence!)} an hour for adults.`,
    fix: 'Pay the rate for adults, or be ready to pay it to whoever is old enough. The row was kept.',
  };
}
