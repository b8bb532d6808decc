/** What of a record decides whether somebody can apply without filling in a form. */
export interface RecordForApplication {
  readonly consentsToSharing: boolean;
  readonly hasEmail: boolean;
  readonly hasPhone: boolean;
  readonly hasPostcode: boolean;
  readonly hasAvailability: boolean;
  readonly hasQualifications: boolean;
}

/** Something that the record lacks. */
export interface MissingForApplication {
  readonly code: 'consent-to-share' | 'email-or-phone' | 'postcode' | 'availability' | 'qualifications';
  /** Without it nobody can be put forward; the rest helps the employer and can follow. */
  readonly isNeeded: boolean;
  /** What to do about it, for whoever is on the telephone. */
  readonly sentence: string;
}

/** What a record lacks for an application, what is needed first; empty when it has everything. */
export function missingForApplication(record: RecordForApplication): readonly MissingForApplication[] {
  const missing: MissingForApplication[] = [];
  if (!record.consentsToSharing) missing.push({ code: 'consent-to-share', isNeeded: true, sentence: 'Ask whether the employer or college may be shown the record, and note the consent.' });
  if (!record.hasEmail && !record.hasPhone) missing.push({ code: 'email-or-phone', isNeeded: true, sentence: 'Add an e-mail address or a telephone number, so that they can be reached.' });
  if (!record.hasPostcode) missing.push({ code: 'postcode', isNeeded: false, sentence: 'A postcode would show how long the way to work is.' });
  if (!record.hasAvailability) missing.push({ code: 'availability', isNeeded: false, sentence: 'Half-days of the week would show whether the hours fit.' });
  if (!record.hasQualifications) missing.push({ code: 'qualifications', isNeeded: false, sentence: 'Qualifications, also from school or abroad, would show what counts already.' });
  return missing;
}
