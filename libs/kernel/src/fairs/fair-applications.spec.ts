import { describe, expect, it } from '@jest/globals';
import { missingForApplication, type RecordForApplication } from './fair-applications.js';

const WHOLE: RecordForApplication = { consentsToSharing: true, hasEmail: true, hasPhone: false, hasPostcode: true, hasAvailability: true, hasQualifications: true };
const codes = (changes: Partial<RecordForApplication>): string[] => missingForApplication({ ...WHOLE, ...changes }).map(({ code, isNeeded }) => (isNeeded ? `${code}!` : code));

describe('Complaint 19: people could not get past the form: an application with what the record has', () => {
  it.each<[Partial<RecordForApplication>, string[]]>([
    [{}, []],
    [{ hasEmail: false, hasPhone: true }, []],
    [{ hasEmail: false }, ['email-or-phone!']],
    [{ consentsToSharing: false }, ['consent-to-share!']],
    [{ hasPostcode: false, hasAvailability: false, hasQualifications: false }, ['postcode', 'availability', 'qualifications']],
    [{ consentsToSharing: false, hasEmail: false, hasPostcode: false }, ['consent-to-share!', 'email-or-phone!', 'postcode']],
  ])('with %j lacks %j; what is not needed stops nobody', (changes, missing) => expect(codes(changes)).toEqual(missing));
});
