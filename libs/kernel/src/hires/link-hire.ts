import type { PlainDate } from '../calendar/plain-date.js';

/** What a returned hire says of the person. */
export interface LinkableHire {
  readonly organisationId: string;
  readonly employeeReference: string;
  /** The reference under which the partner knew the candidate, where the file gives it. */
  readonly candidateReference: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly bornOn: PlainDate | null;
}

/** A referral that may have led to a hire. */
export interface LinkableReferral {
  readonly referralId: string;
  /** Of the opportunity: who would employ. */
  readonly organisationId: string;
  readonly candidateReference: string | null;
  readonly givenName: string;
  readonly familyName: string;
  readonly bornOn: PlainDate | null;
}

/** Which referral led to a hire, and by what it was recognised. */
export type HireLink =
  | { readonly referralId: string; readonly link: 'reference' | 'name-and-date-of-birth' }
  | { readonly referralId: null; readonly link: 'ambiguous' | 'none' };

/** Letters that Unicode does not take apart into a plain letter and a mark. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

/** A reference as people compare it: case and spaces do not count. Leading zeros do. */
function foldReference(reference: string | null): string {
  return (reference ?? '').toUpperCase().replaceAll(/\s/g, '');
}

/** A name as people compare it: O'Brien-Łęcka is OBRIEN LECKA. Letters of any script are kept. */
function foldName(name: string | null): string {
  return (name ?? '')
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[ßæœøłđðþı]/g, (letter) => PLAIN_LETTERS[letter]!)
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function isSamePerson(hire: LinkableHire, referral: LinkableReferral): boolean {
  if (hire.bornOn === null || hire.bornOn !== referral.bornOn) return false;
  const familyName = foldName(hire.familyName);
  const givenName = foldName(hire.givenName);
  return familyName !== '' && givenName !== '' && familyName === foldName(referral.familyName) && givenName === foldName(referral.givenName);
}

/** True when a date of birth or a name that both give is not the same. What one of them does not give says nothing. */
function isAnotherPerson(hire: LinkableHire, referral: LinkableReferral): boolean {
  const facts = [
    [hire.bornOn ?? '', referral.bornOn ?? ''],
    [foldName(hire.givenName), foldName(referral.givenName)],
    [foldName(hire.familyName), foldName(referral.familyName)],
  ];
  return facts.some(([returned, referred]) => returned !== '' && referred !== '' && returned !== referred);
}

function withReference(referrals: readonly LinkableReferral[], reference: string | null): readonly LinkableReferral[] {
  const folded = foldReference(reference);
  return folded === '' ? [] : referrals.filter(({ candidateReference }) => foldReference(candidateReference) === folded);
}

function linkTo(referrals: readonly LinkableReferral[], link: 'reference' | 'name-and-date-of-birth'): HireLink {
  const [only, another] = new Set(referrals.map(({ referralId }) => referralId));
  if (only === undefined) return { referralId: null, link: 'none' };
  return another === undefined ? { referralId: only, link } : { referralId: null, link: 'ambiguous' };
}

/**
 * The referral that led to a hire. First by reference, at the same organisation: the candidate's reference equals
 * the candidate reference that the hire states; else its employee reference, unless a known date of birth or name
 * contradicts, since numbers of two registers may be equal by chance. Else by family name, given name and date of birth, where one
 * at the hiring organisation goes before those elsewhere, since a person is often referred to several. Two that
 * fit equally are 'ambiguous' and no link is made: a wrong one would count an outcome for the wrong case.
 */
export function linkHire(hire: LinkableHire, referrals: readonly LinkableReferral[]): HireLink {
  const here = referrals.filter(({ organisationId }) => organisationId === hire.organisationId);
  const stated = withReference(here, hire.candidateReference);
  if (stated.length > 0) return linkTo(stated, 'reference');
  const sameNumber = withReference(here, hire.employeeReference).filter((referral) => !isAnotherPerson(hire, referral));
  if (sameNumber.length > 0) return linkTo(sameNumber, 'reference');
  const samePerson = referrals.filter((referral) => isSamePerson(hire, referral));
  const samePersonHere = samePerson.filter(({ organisationId }) => organisationId === hire.organisationId);
  return linkTo(samePersonHere.length > 0 ? samePersonHere : samePerson, 'name-and-date-of-birth');
}
