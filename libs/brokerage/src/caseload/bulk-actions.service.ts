import { AccessService } from '#lib/identity';
import { bulkMessageProblem, bulkSelectionProblem, countChangedProblem, peopleInASlice, type BulkKind } from '#lib/kernel';
import { OpportunitiesQuery } from '#lib/opportunities';
import {
  ClaimLostError,
  claimWork,
  Clock,
  Database,
  DomainError,
  failWork,
  finishWork,
  ProcessConfig,
  releaseClaim,
  renewClaim,
  requireAction,
  rowsToRingAgain,
  Sealer,
  systemActor,
  writeAudit,
  type Actor,
  type Claim,
  type WorkTable,
} from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CaseworkBell } from './bulk-actions.queue.js';
import { askedOf, digestOf, letterSent, nextPeople, storeOutcomes, writeLetter, type AskedForMany, type BulkOutcome, type BulkRequest } from './bulk-letter.js';
import { BulkMessages } from './bulk-messages.js';
import { BulkReferrals } from './bulk-referrals.js';
import { mustBeBroker } from './case-record.service.js';
import { selectOnList } from './caseload.query.js';
import { HandOvers } from './hand-overs.js';

const LETTERS: WorkTable = { table: 'brokerage.bulk_actions', idColumn: 'bulk_id', job: 'job:do-for-many', role: 'pathways_app' };

/** The job before it knows for whom it works: it sees letters and nobody's people. */
const JOB = systemActor(LETTERS.job, {});

/** What passes by itself: the work is tried again. Every other error with a code ends it. */
const PASSING: ReadonlySet<string> = new Set(['platform/not-opened']);

const ACTIONS: Readonly<Record<BulkKind, readonly string[]>> = { 'hand-over': ['casework.record'], refer: ['casework.record', 'referrals.refer'], message: ['casework.record'] };

interface Letter {
  readonly requestedBy: string;
  readonly nodes: readonly string[];
  readonly kind: BulkKind;
  readonly asked: object;
  readonly body: string | null;
}

/** Does something for many people, each of them or not, and each once. */
@Injectable()
export class BulkActions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: ProcessConfig,
    private readonly sealer: Sealer,
    private readonly access: AccessService,
    private readonly opportunities: OpportunitiesQuery,
    private readonly handOvers: HandOvers,
    private readonly referrals: BulkReferrals,
    private readonly messages: BulkMessages,
    private readonly bell: CaseworkBell,
  ) {}

  /**
   * Does it at once for a few people, all in one transaction with the request; writes down whom it is for and rings for a
   * job where there are more. Returns where the answer stands. The same request sent again changes nothing. Throws
   * brokerage/selection-wrong, brokerage/list-changed when there are not as many on the list as were shown, and what
   * stands against doing it for anybody.
   */
  async request(actor: Actor, request: BulkRequest, asked: AskedForMany): Promise<string> {
    for (const action of ACTIONS[asked.kind]) requireAction(actor, action);
    const problem = bulkSelectionProblem(request);
    if (problem !== null) throw new DomainError('brokerage/selection-wrong', problem, [{ pointer: '/candidateIds', detail: 'send either this or filter' }]);
    const wrong = asked.kind === 'message' ? bulkMessageProblem(asked.template, asked.words) : null;
    if (wrong !== null) throw new DomainError('brokerage/words-wrong', wrong, [{ pointer: '/text', detail: wrong }]);
    const { bulkId, isDone } = await this.database.write(actor, async (manager) => {
      const digest = digestOf(request, asked);
      const before = await letterSent(manager, request.requestKey, digest);
      if (before !== null) return { bulkId: before, isDone: true };
      const certain = await this.possible(manager, asked);
      const written = await writeLetter(manager, actor, this.sealer, request, certain, digest);
      if (written === null) return { bulkId: (await letterSent(manager, request.requestKey, digest))!, isDone: true };
      const people = await this.select(manager, written, request);
      await writeAudit(manager, actor, 'caseload.bulk', written, { kind: asked.kind, people, list: request.filter?.list ?? null });
      return { bulkId: written, isDone: await this.doFew(manager, actor, written, certain, people) };
    });
    if (!isDone) await this.bell.ringBulkAction(bulkId);
    return bulkId;
  }

  /** Ends what is not done yet; what is done stays. Once more changes nothing. Throws brokerage/bulk-action-not-found. */
  async stop(actor: Actor, bulkId: string): Promise<void> {
    requireAction(actor, 'casework.record');
    await this.database.write(actor, async (manager) => {
      const shown = await manager.query<{ status: string }[]>(`SELECT status FROM brokerage.bulk_actions WHERE bulk_id = $1 FOR UPDATE`, [bulkId]);
      if (shown.length === 0) throw new DomainError('brokerage/bulk-action-not-found', 'There is no such request of yours.');
      if (!['queued', 'working'].includes(shown[0]!.status)) return;
      await manager.query(`UPDATE brokerage.bulk_actions SET status = 'cancelled', claim_token = NULL, leased_until = NULL, finished_at = now() WHERE bulk_id = $1`, [bulkId]);
      await writeAudit(manager, actor, 'caseload.bulk-stopped', bulkId);
    });
  }

  /**
   * Goes on with a request, a slice of people a transaction, as whoever asked for it may by now. Rung twice, or killed
   * anywhere, it ends with each person done once.
   */
  async work(bulkId: string): Promise<void> {
    const claim = await claimWork(this.database, LETTERS, bulkId, this.config.LEASE_SECONDS);
    if (claim === null) return;
    try {
      const { actor, asked } = await this.inHand(claim);
      for (let last: number | null = 0; last !== null; ) {
        const after: number = last;
        last = await this.database.write(actor, (manager) => this.doSlice(manager, actor, claim, asked, after));
      }
    } catch (error) {
      if (error instanceof ClaimLostError) return; // stopped, or in other hands
      if (error instanceof DomainError && !PASSING.has(error.code)) {
        await this.database.write(JOB, (manager) => failWork(manager, claim, error));
        return;
      }
      await releaseClaim(this.database, claim);
      throw error;
    }
  }

  /** Rings again for requests that nobody has in hand. */
  async ringAgain(quietSeconds: number): Promise<void> {
    for (const bulkId of await rowsToRingAgain(this.database, LETTERS, quietSeconds)) await this.bell.ringBulkAction(bulkId);
  }

  /** What is asked, with what is to be chosen once for everybody. Throws what stands against it whoever it is for. */
  private async possible(manager: EntityManager, asked: AskedForMany): Promise<AskedForMany> {
    if (asked.kind === 'hand-over' && asked.toUserId !== null) await mustBeBroker(manager, asked.toUserId);
    if (asked.kind !== 'refer') return asked;
    const [first] = await this.opportunities.openIntakes(manager, asked.opportunityId, this.clock.today(), asked.intakeId);
    return { ...asked, intakeId: first!.intakeId };
  }

  /** Writes down who it is for: those who are named, or those on the list at this moment, whose ids never leave the database. */
  private async select(manager: EntityManager, bulkId: string, { candidateIds, filter }: BulkRequest): Promise<number> {
    if (filter === null) {
      await manager.query(`INSERT INTO brokerage.bulk_outcomes (bulk_id, candidate_id, position) SELECT $1, candidate_id, number FROM unnest($2::uuid[]) WITH ORDINALITY AS named (candidate_id, number)`, [bulkId, candidateIds]);
    } else {
      await selectOnList(manager, bulkId, filter.list, filter, filter, this.clock.today());
    }
    const [counted] = await manager.query<{ people: number }[]>(
      `WITH counted AS (SELECT count(*)::integer AS people FROM brokerage.bulk_outcomes WHERE bulk_id = $1),
            kept AS (UPDATE brokerage.bulk_actions SET people = counted.people FROM counted WHERE bulk_id = $1)
       SELECT people FROM counted`,
      [bulkId],
    );
    const { people } = counted!;
    const changed = filter === null ? null : countChangedProblem(filter.people, people);
    if (changed !== null) throw new DomainError('brokerage/list-changed', changed, [{ pointer: '/filter/people', detail: `is ${people} now` }]);
    return people;
  }

  /** Does it while the sender waits, where there are few people. */
  private async doFew(manager: EntityManager, actor: Actor, bulkId: string, asked: AskedForMany, people: number): Promise<boolean> {
    const most = peopleInASlice(asked.kind);
    if (people > most) return false;
    const { candidateIds } = await nextPeople(manager, bulkId, 0, most);
    await storeOutcomes(manager, bulkId, await this.doFor(manager, actor, bulkId, asked, candidateIds));
    await manager.query(`UPDATE brokerage.bulk_actions SET status = 'done', finished_at = now() WHERE bulk_id = $1`, [bulkId]);
    return true;
  }

  /** The next few, or the end. Returns where they end. Throws ClaimLostError, and what stands by now against doing it for anybody. */
  private async doSlice(manager: EntityManager, actor: Actor, claim: Claim, asked: AskedForMany, after: number): Promise<number | null> {
    await renewClaim(manager, claim);
    const { candidateIds, last } = await nextPeople(manager, claim.id, after, peopleInASlice(asked.kind));
    if (last === null) {
      await finishWork(manager, claim);
    } else {
      // Asked for again: the opportunity may have been closed, or the new broker have left, since the slice before.
      await storeOutcomes(manager, claim.id, await this.doFor(manager, actor, claim.id, await this.possible(manager, asked), candidateIds));
    }
    return last;
  }

  private doFor(manager: EntityManager, actor: Actor, bulkId: string, asked: AskedForMany, candidateIds: readonly string[]): Promise<BulkOutcome[]> {
    if (asked.kind === 'hand-over') return this.handOvers.give(manager, actor, candidateIds, asked);
    if (asked.kind === 'refer') return this.referrals.refer(manager, actor, candidateIds, asked);
    return this.messages.write(manager, actor, candidateIds, { ...asked, bulkId });
  }

  /** What is to be done, and who asked for it as they are by now. Throws access/not-allowed. */
  private async inHand({ id }: Claim): Promise<{ readonly actor: Actor; readonly asked: AskedForMany }> {
    const [letter] = await this.database.read<Letter>(JOB, `SELECT requested_by AS "requestedBy", people_nodes AS nodes, kind, asked, body FROM brokerage.bulk_actions WHERE bulk_id = $1`, [id]);
    const { requestedBy, nodes, kind } = letter!;
    const actor = await this.access.actorAgain(requestedBy);
    const reached = actor === null || actor.reach === 'everywhere' ? [] : (actor.reach['people'] ?? []);
    if (actor === null || nodes.some((node) => !reached.includes(node)) || ACTIONS[kind].some((action) => !actor.actions.has(action))) {
      throw new DomainError('access/not-allowed', 'Whoever asked for this may not do it any more: their role has changed. Those who are left were not touched.');
    }
    return { actor, asked: askedOf(this.sealer, letter!) };
  }
}
