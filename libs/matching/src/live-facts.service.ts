import { CandidatesQuery } from '#lib/candidates';
import { OpportunitiesQuery } from '#lib/opportunities';
import type { CandidateFacts, OpportunityFacts, PlainDate, Programme, TravelTimes } from '#lib/kernel';
import { Clock, Database, DatabaseAddress, Notifications, systemActor } from '#lib/platform';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ChangeFeed, type Change } from './change-feed.js';
import { LiveFacts, type LiveContext, type Placed, type PlacedPerson } from './live-facts.js';
import { SnapshotService } from './snapshot.service.js';
import { TravelTimesInUse } from './travel-times-in-use.js';

/** Reads the facts of everybody, by their columns for the matcher, for whoever asks about the part that they reach. */
const READER = systemActor('job:live-market');

/** Matches that an answer can list at most. */
export const MOST_LIVE_MATCHES = 50;

/** The same for everybody and every day, so that a list does not change while nothing has changed. */
export const LIVE_SEED = 0;

/** Without a notification too somebody looks: a change that comes late is better than none. */
const LOOK_AGAIN_MS = 15_000;

/**
 * Keeps the facts of this process as the database has them: read once, then changed by what the feed tells. Read when
 * they are first asked for, so that a process that never asks does not have them.
 */
@Injectable()
export class LiveFactsService implements OnApplicationShutdown {
  readonly #logger = new Logger('live facts');
  readonly #listener: Notifications;
  #loaded: Promise<Loaded> | null = null;
  #isListening = false;
  #applying: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly snapshots: SnapshotService,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
    private readonly travelTimes: TravelTimesInUse,
    address: DatabaseAddress,
  ) {
    this.#listener = new Notifications(address.url, 'matching_changes', () => this.#look());
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#listener.stop();
    await this.#applying;
  }

  /** The facts as they stand. */
  async now(): Promise<LiveFacts> {
    if (!this.#isListening) await this.#listen();
    const loading = (this.#loaded ??= this.#load());
    const loaded = await loading;
    if (loaded.on === this.clock.today()) return loaded.facts;
    // Rules are judged on a day: ages, consents and starts are other ones now. Whoever comes second finds them being read.
    this.#forget(loading);
    return this.now();
  }

  /** The facts with every change that was committed before this was asked: for whoever does not look again. */
  async upToDate(): Promise<LiveFacts> {
    await this.now();
    this.#look();
    await this.#applying;
    return this.now();
  }

  /** Listens before anything is read: a change in between is told twice rather than never. */
  async #listen(): Promise<void> {
    this.#isListening = true;
    await this.#listener.start();
    this.#timer = setInterval(() => this.#look(), LOOK_AGAIN_MS);
    this.#timer.unref();
  }

  /** Lets whoever asks next read everything, unless others are there already. */
  #forget(loading: Promise<Loaded> | null): void {
    if (this.#loaded === loading) this.#loaded = null;
  }

  #load(): Promise<Loaded> {
    const on = this.clock.today();
    const loading = this.database.writeAtOneMoment(READER, (manager) => this.#read(manager, on), 'pathways_matcher');
    loading.catch(() => this.#forget(loading)); // whoever waits is told; whoever asks next tries again
    return loading;
  }

  async #read(manager: EntityManager, on: PlainDate): Promise<Loaded> {
    const feed = await ChangeFeed.startingAt(manager, this.database);
    const programmes = await this.snapshots.programmesNow(manager);
    const listers = new Map((await this.opportunities.listers(manager, null)).map(({ opportunityId, organisationId }) => [opportunityId, organisationId]));
    const registrations = new Map((await this.candidates.registrations(manager, on, null)).map((registration) => [registration.candidateId, registration]));
    const offers = (await this.snapshots.opportunitiesNow(manager, on, null)).map((facts) => ({ facts, organisationId: listers.get(facts.opportunityId)! }));
    const people: PlacedPerson[] = [];
    for await (const batch of this.snapshots.peopleNow(manager, on, programmes)) {
      for (const person of batch) people.push({ ...person, ...registrations.get(person.facts.candidateId)! });
    }
    const travel = new LiveTravelTimes(this.travelTimes, await this.travelTimes.version(manager));
    await travel.readFor(people.map(({ facts }) => facts));
    const context = { asOfOn: on, seed: LIVE_SEED, limit: MOST_LIVE_MATCHES, travelTimes: travel.source };
    return { on, feed, travel, facts: new LiveFacts(context, programmes, await this.#cities(), offers, people) };
  }

  /** City of each organisation. */
  async #cities(): Promise<Map<string, string>> {
    const rows = await this.database.read<{ organisationId: string; cityId: string }>(
      READER,
      `SELECT path.organisation_id AS "organisationId", path.ancestor_id AS "cityId"
         FROM identity.organisation_paths AS path JOIN identity.organisations AS city ON city.organisation_id = path.ancestor_id
        WHERE city.level = 'city' AND path.valid_during @> identity.today()`,
    );
    return new Map(rows.map(({ organisationId, cityId }) => [organisationId, cityId]));
  }

  /** Applies what is new, one time after the other. */
  #look(): void {
    if (this.#loaded === null) return;
    this.#applying = this.#applyAfter(this.#applying);
  }

  async #applyAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    const loading = this.#loaded;
    if (loading === null) return; // they are read when they are asked for
    try {
      await this.#apply(loading);
    } catch (error) {
      this.#logger.error(error);
      this.#forget(loading); // what was missed is unknown: read everything when it is asked for
    }
  }

  async #apply(loading: Promise<Loaded>): Promise<void> {
    const loaded = await loading;
    const changes = await loaded.feed.news();
    if (changes.length === 0) return;
    const wide = new Set(changes.flatMap(({ subject, subjectId }) => (subjectId === null ? [subject] : [])));
    if (wide.has('candidate') || wide.has('directory')) {
      // With many people this takes seconds, in which the facts there are answer on.
      const fresh = this.#load();
      await fresh;
      if (this.#loaded === loading) this.#loaded = fresh; // else somebody has begun to read them on another day
      return;
    }
    const news = await this.database.writeAtOneMoment(
      READER,
      (manager) =>
        this.#readNews(manager, loaded, {
          programmes: wide.has('programme'),
          opportunityIds: wide.has('opportunity') ? null : idsOf(changes, 'opportunity'),
          candidateIds: idsOf(changes, 'candidate'),
        }),
      'pathways_matcher',
    );
    await put(loaded.facts, news);
  }

  /** What changed, as it stands now. People are judged by the programmes that the facts have after it. */
  async #readNews(manager: EntityManager, { on, travel, facts: live }: Loaded, asked: AskedNews): Promise<News> {
    const { opportunityIds, candidateIds } = asked;
    const programmes = asked.programmes ? await this.snapshots.programmesNow(manager) : live.programmes;
    const offers: Placed<OpportunityFacts>[] = [];
    if (opportunityIds === null || opportunityIds.length > 0) {
      const facts = new Map((await this.snapshots.opportunitiesNow(manager, on, opportunityIds)).map((offer) => [offer.opportunityId, offer]));
      const listers = await this.opportunities.listers(manager, opportunityIds);
      for (const { opportunityId, organisationId } of listers) offers.push({ facts: facts.get(opportunityId)!, organisationId });
    }
    const people: PlacedPerson[] = [];
    if (candidateIds.length > 0) {
      const found = new Map((await this.snapshots.somePeopleNow(manager, on, candidateIds, programmes)).map((person) => [person.facts.candidateId, person]));
      const registrations = await this.candidates.registrations(manager, on, candidateIds);
      for (const registration of registrations) people.push({ ...found.get(registration.candidateId)!, ...registration });
      await travel.readFor(people.map(({ facts }) => facts));
    }
    return { programmes, opportunityIds: opportunityIds ?? live.opportunityIds(), offers, candidateIds, people };
  }
}

/** Which changes are to be read. */
interface AskedNews {
  readonly programmes: boolean;
  /** Null: any may have changed, as by the rules of a programme. */
  readonly opportunityIds: readonly string[] | null;
  readonly candidateIds: readonly string[];
}

/** What changed, as it stands: of the ids those that are not among the facts are gone. */
interface News {
  /** Those that are there already when none has changed. */
  readonly programmes: readonly Programme[];
  readonly opportunityIds: readonly string[];
  readonly offers: readonly Placed<OpportunityFacts>[];
  readonly candidateIds: readonly string[];
  readonly people: readonly PlacedPerson[];
}

async function put(live: LiveFacts, { programmes, opportunityIds, offers, candidateIds, people }: News): Promise<void> {
  const listed = new Set(offers.map(({ facts }) => facts.opportunityId));
  for (const id of opportunityIds) if (!listed.has(id)) live.removeOpportunity(id);
  for (const offer of offers) live.putOpportunity(offer);
  const registered = new Set(people.map(({ facts }) => facts.candidateId));
  for (const id of candidateIds) if (!registered.has(id)) live.removePerson(id);
  await live.putPeople(people);
  if (programmes !== live.programmes) await live.putProgrammes(programmes);
}

function idsOf(changes: readonly Change[], wanted: Change['subject']): string[] {
  return [...new Set(changes.flatMap(({ subject, subjectId }) => (subject === wanted && subjectId !== null ? [subjectId] : [])))];
}

interface Loaded {
  readonly on: PlainDate;
  /** What changes after the facts were read. */
  readonly feed: ChangeFeed;
  readonly travel: LiveTravelTimes;
  readonly facts: LiveFacts;
}

/** Imported travel times from wherever anybody lives who is there or comes. */
class LiveTravelTimes {
  readonly #tables: TravelTimes[] = [];

  constructor(
    private readonly inUse: TravelTimesInUse,
    private readonly version: number | null,
  ) {}

  /** Undefined when none are imported. */
  get source(): LiveContext['travelTimes'] {
    if (this.version === null) return undefined;
    const from: TravelTimes['from'] = (mode, zone) => {
      for (const table of this.#tables) {
        const times = table.from(mode, zone);
        if (times !== undefined) return times;
      }
      return undefined;
    };
    return { from, minutes: (mode, home, place) => (home === null || place === null ? undefined : from(mode, home)?.get(place)) };
  }

  async readFor(people: Iterable<CandidateFacts>): Promise<void> {
    const table = await this.inUse.of(this.version, people);
    if (table !== undefined) this.#tables.push(table);
  }
}
