import type { PlainDate } from '../calendar/plain-date.js';
import type { OpportunityFacts, Pathway } from '../matching/facts.js';
import type { LadderCatalogue } from './ladder.js';
import type { PlanOffer } from './plan-legs.js';
import type { StandardTerms } from './standards.js';

/** One intake of an opportunity as it is listed. */
export interface ListedIntake {
  readonly opportunityId: string;
  readonly intakeId: string;
  readonly kind: OpportunityFacts['kind'];
  readonly title: string;
  readonly pathway: Pathway;
  /** As the advert says it: 'Band 3'. */
  readonly band: string | null;
  /** Reference of the standard, or its code among learning aims: adverts name either. */
  readonly standardCode: string | null;
  readonly studyLevel: number | null;
  readonly startsOn: PlainDate | null;
  readonly closesOn: PlainDate | null;
  readonly hourlyPence: number | null;
}

/**
 * Which ways and courses of the ladders an intake serves; null when none. An apprenticeship serves the ways by its standard,
 * of its own family of ladders when that has any. A post serves the ways into a step of its family and band by being
 * hired. A course serves the course whose words are in its title, at its level.
 */
export function offerOfListing(listed: ListedIntake, catalogue: LadderCatalogue, standards: readonly StandardTerms[]): PlanOffer | null {
  const { opportunityId, intakeId, title, startsOn, closesOn, hourlyPence } = listed;
  const wayCodes = listed.kind === 'apprenticeship' ? waysByStandard(listed, catalogue, standards) : listed.kind === 'role' ? waysByPost(listed, catalogue) : [];
  const courseCodes = listed.kind === 'course' ? coursesByTitle(listed, catalogue) : [];
  return wayCodes.length + courseCodes.length === 0 ? null : { opportunityId, intakeId, title, startsOn, closesOn, hourlyPence, wayCodes, courseCodes };
}

function waysByStandard({ standardCode, pathway }: ListedIntake, { ways, pathways }: LadderCatalogue, standards: readonly StandardTerms[]): readonly string[] {
  if (standardCode === null) return [];
  const named = new Set([standardCode, ...standards.filter(({ larsCode }) => larsCode === standardCode).map(({ code }) => code)]);
  const codes = ways.filter((way) => way.standardCode !== null && named.has(way.standardCode)).map(({ code }) => code);
  const ofFamily = codes.filter((code) => pathways.get(code) === pathway);
  return ofFamily.length > 0 ? ofFamily : codes;
}

function waysByPost({ band, pathway }: ListedIntake, { ways, steps, pathways }: LadderCatalogue): readonly string[] {
  const asked = band === null ? undefined : /\d[a-d]?/.exec(band.toLowerCase())?.[0];
  return asked === undefined ? [] : ways.filter((way) => way.by === 'experience' && pathways.get(way.code) === pathway && steps.get(way.to)?.band === asked).map(({ code }) => code);
}

function coursesByTitle({ title, studyLevel }: ListedIntake, { courses }: LadderCatalogue): readonly string[] {
  const text = title.toLowerCase();
  return courses
    .filter(({ titleWords, gives }) => titleWords.length > 0 && titleWords.every((word) => text.includes(word)) && studyLevel === Math.max(gives.level, gives.englishLevel, gives.mathsLevel))
    .map(({ code }) => code);
}
