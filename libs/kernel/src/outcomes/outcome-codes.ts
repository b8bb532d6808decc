/** Who can be asked for a piece of evidence. */
export type EvidenceSource = 'candidate' | 'employer' | 'college';

interface EvidenceKind {
  /** What it is, in words that follow "by". */
  readonly meaning: string;
  readonly from: EvidenceSource;
}

/**
 * What shows that somebody was at work, learnt or got on. Which of them are enough is a programme's to say. A hire
 * that HR returned and that is linked to the referral is an HR return by itself.
 */
export const EVIDENCE_KINDS = {
  payslip: { meaning: 'a payslip', from: 'candidate' },
  contract: { meaning: 'a signed contract or offer letter', from: 'candidate' },
  'hmrc-statement': { meaning: 'a statement of earnings from HMRC that the person brings', from: 'candidate' },
  certificate: { meaning: 'a certificate or an entry in a professional register', from: 'candidate' },
  'employer-confirmation': { meaning: 'a confirmation by the employer', from: 'employer' },
  'hr-return': { meaning: 'a hire that HR has returned', from: 'employer' },
  'college-register': { meaning: 'the register of the college', from: 'college' },
} as const satisfies Readonly<Record<string, EvidenceKind>>;

export type EvidenceCode = keyof typeof EVIDENCE_KINDS;

/** Where somebody went who left, or why there is no telling. Rows from before this list may have other codes. */
export const DESTINATIONS = {
  'another-nhs-employer': 'to another NHS employer',
  'social-care': 'to an employer in social care',
  'another-employer': 'to any other employer',
  'self-employment': 'to work for themselves',
  education: 'to education or training',
  'not-working': 'to no work',
  retired: 'into retirement',
  'not-known': 'nobody knows where to',
} as const satisfies Readonly<Record<string, string>>;

export type DestinationCode = keyof typeof DESTINATIONS;

/** With whom somebody is employed: with whom they started, or after a change of employer. */
export const EMPLOYERS = {
  same: 'the employer with whom the person started',
  'another-nhs-employer': 'another NHS employer',
  'social-care': 'an employer in social care',
  'another-employer': 'any other employer',
  'self-employment': 'the person themselves',
} as const satisfies Readonly<Record<string, string>>;

export type EmployerCode = keyof typeof EMPLOYERS;

/** Who can be asked for any of some kinds of evidence, each once. */
export function askFor(evidenceCodes: readonly EvidenceCode[]): EvidenceSource[] {
  return [...new Set(evidenceCodes.map((code) => EVIDENCE_KINDS[code].from))];
}
