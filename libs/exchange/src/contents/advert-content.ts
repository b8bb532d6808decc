import { addDays, hourlyPence, pathwayOfTitle, type FigureTables } from '#lib/kernel';
import { OpportunitiesQuery, OpportunitiesService, PublishedFiguresQuery, type OpportunityEntry, type StoredAdvert } from '#lib/opportunities';
import type { Clock } from '#lib/platform';
import type { EntityManager } from 'typeorm';
import { payWarnings } from './pay-warnings.js';
import type { AdvertFeed, VacancyEntry } from '../vacancies/vacancy-entry.js';
import { CLOSING_DAYS_MOST, jobKey, sameJob, type ComparableAdvert } from '../vacancies/same-job.js';
import type { OpenedUpload, ReadRow, UploadContent, UploadInHand } from './upload-content.js';

/** Adverts of a national feed. */
export class AdvertContent implements UploadContent<OpportunityEntry> {
  constructor(
    private readonly readFeed: (bytes: AsyncIterable<Buffer>) => Promise<AdvertFeed>,
    private readonly query: OpportunitiesQuery,
    private readonly opportunities: OpportunitiesService,
    private readonly figures: PublishedFiguresQuery,
    private readonly clock: Clock,
  ) {}

  async open(bytes: () => AsyncIterable<Buffer>, upload: UploadInHand): Promise<OpenedUpload<OpportunityEntry>> {
    const [feed, tables] = await Promise.all([this.readFeed(bytes()), this.figures.tables(upload.actor)]);
    return {
      layout: null,
      headings: null,
      rows: opportunitiesOf(feed, tables, this.clock.today()),
      notes: () => (feed.totalPages !== null && feed.totalPages > 1 ? [`This is one page of ${feed.totalPages}: send the other pages too.`] : []),
    };
  }

  async store(manager: EntityManager, upload: UploadInHand, entries: readonly OpportunityEntry[]): Promise<readonly ('added' | 'changed' | 'unchanged')[]> {
    // One advert file at a time is compared: two that are stored side by side would not see each other.
    await manager.query(`SELECT pg_advisory_xact_lock(hashtext('adverts'))`);
    const stored = await this.opportunities.store(manager, upload.actor, upload.organisationId, entries);
    await this.linkSameJobs(manager, entries.filter((_, index) => stored[index] !== 'unchanged'));
    return stored;
  }

  /** An advert that tells of the same job as an earlier one, of the other feed or from another sender, points at it from now on. */
  private async linkSameJobs(manager: EntityManager, entries: readonly OpportunityEntry[]): Promise<void> {
    const closing = entries.flatMap(({ closesOn }) => closesOn ?? []).toSorted();
    if (closing.length === 0) return;
    const span = [addDays(closing[0]!, -CLOSING_DAYS_MOST), addDays(closing.at(-1)!, CLOSING_DAYS_MOST)] as const;
    const keys = new Set(entries.map(({ source, reference }) => `${source} ${reference}`));
    const isTouched = (advert: StoredAdvert): boolean => keys.has(`${advert.source} ${advert.reference}`);
    const freed = new Set(await this.opportunities.forgetCopies(manager, (await this.query.adverts(manager, ...span)).filter(isTouched).map(({ opportunityId }) => opportunityId)));
    const adverts = await this.query.adverts(manager, ...span);
    const byKey = new Map<string, StoredAdvert[]>();
    for (const advert of adverts) {
      const alike = byKey.get(jobKey(advert)) ?? [];
      const original = alike.find((earlier) => (isTouched(advert) || isTouched(earlier) || freed.has(advert.opportunityId)) && sameJob(comparable(advert), comparable(earlier)).isSame);
      if (original === undefined) byKey.set(jobKey(advert), [...alike, advert]); // a copy is nobody's original
      else await this.opportunities.markSameJob(manager, advert.opportunityId, original.opportunityId);
    }
  }
}

function comparable({ band, ...advert }: StoredAdvert): ComparableAdvert {
  return { ...advert, pay: { band } };
}

async function* opportunitiesOf(feed: AdvertFeed, tables: FigureTables, today: string): AsyncGenerator<ReadRow<OpportunityEntry>> {
  for (const { rowNumber, reading } of feed.adverts) {
    if (!reading.ok) {
      yield { rowNumber, reading, warnings: [] };
      continue;
    }
    const value = storable(toOpportunity(reading.value));
    yield { rowNumber, reading: { ok: true, value }, warnings: payWarnings(tables, value, { column: '', weeklyHours: reading.value.hoursPerWeek, today }) };
  }
}

/** JSON and character references can say what no database text can hold: NUL, and half of a surrogate pair. */
function storable(entry: OpportunityEntry): OpportunityEntry {
  const cleaned: OpportunityEntry = JSON.parse(JSON.stringify(entry, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '').replace(/\p{Cs}/gu, '\ufffd') : value)));
  return cleaned;
}

/** A week of less than an hour is a slip, and would make pay by the hour endless. */
const LEAST_WEEKLY_HOURS = 1;

/** An advert with several places of work is one opportunity, judged by the first place; the others are in the details. */
function toOpportunity(vacancy: VacancyEntry): OpportunityEntry {
  const [first] = vacancy.locations;
  const { stated } = vacancy.pay;
  const weeklyHours = vacancy.hoursPerWeek !== null && vacancy.hoursPerWeek >= LEAST_WEEKLY_HOURS ? vacancy.hoursPerWeek : undefined;
  return {
    source: vacancy.source,
    reference: vacancy.reference,
    kind: vacancy.kind,
    title: vacancy.title,
    description: vacancy.description,
    employerName: vacancy.employerName,
    pathway: pathwayOfTitle(vacancy.title, vacancy.route ?? ''),
    postcode: first?.postcode ?? null,
    attendance: vacancy.isRemoteOrNational ? 'remote' : 'site',
    programmeCode: null,
    minimumLevel: 0,
    minimumEnglishLevel: 0,
    minimumMathsLevel: 0,
    requiredSkillCodes: [],
    desiredSkillCodes: [],
    requiredCheckCodes: [],
    schedule: null,
    band: vacancy.pay.band,
    hourlyPence: stated.kind === 'amounts' ? hourlyPence(stated.fromPence, stated.unit, weeklyHours) : null,
    isUnpaid: false,
    payWording: vacancy.pay.wording === '' ? null : vacancy.pay.wording,
    studyLevel: vacancy.level,
    standardCode: vacancy.standardLarsCode === null ? null : String(vacancy.standardLarsCode),
    postedOn: vacancy.postedOn,
    closesOn: vacancy.closesOn,
    webpage: vacancy.url,
    details: {
      locations: vacancy.locations,
      hoursPerWeek: vacancy.hoursPerWeek,
      pay: stated,
      payScheme: vacancy.pay.scheme,
      skills: vacancy.skills,
      requirements: vacancy.requirements,
      route: vacancy.route,
      isFoundationApprenticeship: vacancy.isFoundationApprenticeship,
    },
    intake: { startsOn: vacancy.startsOn, places: vacancy.places },
    course: null,
    venueReference: null,
  };
}
