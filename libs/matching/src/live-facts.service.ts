import { CandidatesQuery } from '#lib/candidates';
import { OpportunitiesQuery } from '#lib/opportunities';
import type { CandidateFacts, PlainDate, TravelTimes } from '#lib/kernel';
import { Clock, Database, DatabaseAddress, Notifications, systemActor } from '#lib/platform';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ChangeFeed } from './change-feed.js';
import { LiveFacts, type LiveContext, type PlacedPerson } from './live-facts.js';
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
  readonly #feed: ChangeFeed;
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
    this.#feed = new ChangeFeed(database);
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
    const loaded = await (this.#loaded ??= this.#load());
    if (loaded.on === this.clock.today()) return loaded.facts;
    // Rules are judged on a day: ages, consents and starts are other ones now.
    this.#loaded = null;
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

  async #load(): Promise<Loaded> {
    const on = this.clock.today();
    try {
      return await this.database.writeAtOneMoment(READER, (manager) => this.#read(manager, on), 'pathways_matcher');
    } catch (error) {
      this.#loaded = null; // whoever asks next tries again
      throw error;
    }
  }

  async #read(manager: EntityManager, on: PlainDate): Promise<Loaded> {
    await this.#feed.startAt(manager);
    const listers = new Map((await this.opportunities.listers(manager, null)).map(({ opportunityId, organisationId }) => [opportunityId, organisationId]));
    const registrations = new Map((await this.candidates.registrations(manager, on, null)).map((registration) => [registration.candidateId, registration]));
    const offers = (await this.snapshots.opportunitiesNow(manager, on, null)).map((facts) => ({ facts, organisationId: listers.get(facts.opportunityId)! }));
    const people: PlacedPerson[] = [];
    for await (const batch of this.snapshots.candidatesNow(manager, on)) {
      for (const facts of batch) people.push({ facts, ...registrations.get(facts.candidateId)! });
    }
    const travel = new LiveTravelTimes(this.travelTimes, await this.travelTimes.version(manager));
    await travel.readFor(people.map(({ facts }) => facts));
    const context = { asOfOn: on, seed: LIVE_SEED, limit: MOST_LIVE_MATCHES, travelTimes: travel.source };
    return { on, travel, facts: new LiveFacts(context, await this.snapshots.programmesNow(manager), await this.#cities(), offers, people) };
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
    try {
      await this.#apply();
    } catch (error) {
      this.#logger.error(error);
      this.#loaded = null; // what was missed is unknown: read everything when it is asked for
    }
  }

  async #apply(): Promise<void> {
    const loaded = await (this.#loaded ?? this.#load());
    const changes = await this.#feed.news();
    if (changes.length === 0) return;
    const wide = new Set(changes.flatMap(({ subject, subjectId }) => (subjectId === null ? [subject] : [])));
    if (wide.size > 0 && !(wide.size === 1 && wide.has('opportunity'))) {
      // With many people this takes seconds, in which the facts there are answer on.
      const before = this.#loaded;
      const fresh = await this.#load();
      if (this.#loaded === before) this.#loaded = Promise.resolve(fresh); // else somebody has begun to read them on another day
      return;
    }
    const idsOf = (wanted: string): string[] => [...new Set(changes.flatMap(({ subject, subjectId }) => (subject === wanted && subjectId !== null ? [subjectId] : [])))];
    const opportunityIds = wide.has('opportunity') ? null : idsOf('opportunity');
    await this.database.writeAtOneMoment(READER, (manager) => this.#refresh(manager, loaded, opportunityIds, idsOf('candidate')), 'pathways_matcher');
  }

  /** @param opportunityIds null: any may have changed, as by the rules of a programme */
  async #refresh(manager: EntityManager, { on, travel, facts: live }: Loaded, opportunityIds: string[] | null, candidateIds: string[]): Promise<void> {
    if (opportunityIds === null || opportunityIds.length > 0) {
      const facts = new Map((await this.snapshots.opportunitiesNow(manager, on, opportunityIds)).map((offer) => [offer.opportunityId, offer]));
      const listers = await this.opportunities.listers(manager, opportunityIds);
      for (const id of opportunityIds ?? live.opportunityIds()) if (!facts.has(id)) live.removeOpportunity(id);
      for (const { opportunityId, organisationId } of listers) live.putOpportunity({ facts: facts.get(opportunityId)!, organisationId });
    }
    if (candidateIds.length > 0) {
      const facts = new Map<string, CandidateFacts>((await this.snapshots.someCandidatesNow(manager, on, candidateIds)).map((person) => [person.candidateId, person]));
      const registrations = await this.candidates.registrations(manager, on, candidateIds);
      await travel.readFor(facts.values());
      for (const id of candidateIds) if (!facts.has(id)) live.removePerson(id);
      for (const registration of registrations) live.putPerson({ facts: facts.get(registration.candidateId)!, ...registration });
    }
  }
}

interface Loaded {
  readonly on: PlainDate;
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
