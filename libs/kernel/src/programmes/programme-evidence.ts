/** What somebody shows to be let into a programme. Seen and written down with the day; the paper itself is not kept. */
export const PROGRAMME_EVIDENCE = ['universal-credit', 'work-coach-referral', 'care-leaver', 'education-health-care-plan', 'prison-leaver'] as const;

export type ProgrammeEvidence = (typeof PROGRAMME_EVIDENCE)[number];

/** What a programme asks people to show. */
export interface EvidenceRule {
  /** Every member has shown all of these. */
  readonly everybody: readonly ProgrammeEvidence[];
  /** Who is older than the programme's oldest age, but not older than this, is let in with one of these. Null: nobody is. */
  readonly olderWith: { readonly maximumAge: number; readonly anyOf: readonly ProgrammeEvidence[] } | null;
}

/** A programme that asks for no evidence. */
export const NO_EVIDENCE: EvidenceRule = { everybody: [], olderWith: null };

const WORDS: Readonly<Record<ProgrammeEvidence, string>> = {
  'universal-credit': 'Universal Credit',
  'work-coach-referral': 'a referral of a work coach',
  'care-leaver': 'having been in care',
  'education-health-care-plan': 'an education, health and care plan',
  'prison-leaver': 'having been in prison',
};

/** What of a list has not been shown, in the order of the list. */
export function lackingEvidence({ everybody }: EvidenceRule, shown: readonly ProgrammeEvidence[]): ProgrammeEvidence[] {
  return everybody.filter((code) => !shown.includes(code));
}

/** Whether somebody older than the programme's ages is let in, by what they have shown. */
export function isLetInOlder({ olderWith }: EvidenceRule, age: number, shown: readonly ProgrammeEvidence[]): boolean {
  return olderWith !== null && age <= olderWith.maximumAge && olderWith.anyOf.some((code) => shown.includes(code));
}

/** Evidence in words, as 'Universal Credit and a referral of a work coach'. */
export function evidenceInWords(codes: readonly ProgrammeEvidence[], conjunction: 'and' | 'or'): string {
  const words = codes.map((code) => WORDS[code]);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
