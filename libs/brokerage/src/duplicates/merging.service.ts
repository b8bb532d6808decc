import { judgeMerge, type RecordsToMerge } from '#lib/kernel';
import { Clock, Database, DomainError, requireAction, writeAudits, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Messages } from '../messages/messages.service.js';

/** Facts that can be taken from the record that is not kept, and where they stand. */
const COLUMNS_OF_FACTS = {
  name: ['given_name', 'family_name'], email: ['email'], phone: ['phone'], bornOn: ['born_on'], postcode: ['postcode'], presentPost: ['present_post'], isNhsEmployee: ['is_nhs_employee'], contractEndsOn: ['contract_ends_on'],
  vaccinationRole: ['vaccination_role', 'vaccination_role_ended_on'], qualifications: ['level', 'english_level', 'maths_level'], skillCodes: ['skill_codes'], checkCodes: ['check_codes'], slots: ['slots'], travel: ['travel_mode', 'travel_limit_minutes'],
  pathwayInterests: ['pathway_interests'], minimumHourlyPence: ['minimum_hourly_pence'], availableFromOn: ['available_from_on'], needs: ['needs'],
} as const;

export type MergedFact = keyof typeof COLUMNS_OF_FACTS;

export const MERGED_FACTS = Object.keys(COLUMNS_OF_FACTS) as MergedFact[];

/** What somebody says of two records. */
export interface DuplicateAnswer {
  readonly answer: 'same' | 'different';
  /** Which record is kept, and with it who looks after the person. Null: as the other side proposes; whoever asks proposes their own. */
  readonly keep: 'ours' | 'other' | null;
  /** Facts to take from the other record, for whoever looks after both. */
  readonly take: readonly MergedFact[];
}

/** What came of it: merged, another organisation was asked, or it is two people. */
export interface AnsweredDuplicate {
  readonly state: 'merged' | 'asked' | 'different';
  readonly mergeId: string | null;
  /** What is left for somebody to settle with the person. */
  readonly advice: string | null;
}

interface AnsweredPair {
  readonly candidateId: string;
  readonly organisationId: string;
  readonly otherOrganisationId: string;
  readonly isAgreed: boolean;
  readonly isBothOurs: boolean;
  /** Of a proposal of the other side. */
  readonly isOursProposed: boolean | null;
  readonly timesAsked: number;
}

/** A case or a claim to which something happened in a merge. */
interface ChangedByMerge {
  readonly isCase: boolean;
  readonly subject: string;
  readonly was: string;
  readonly became: string;
  readonly organisationId: string;
}

interface DoneMerge {
  readonly mergeId: string;
  readonly keptId: string;
  readonly keptOrganisationId: string;
  readonly mergedOrganisationId: string;
}

/** Why two records cannot be taken apart again. What is not here is a row that was changed since. */
const HINDRANCES: Readonly<Record<string, string>> = {
  'merged-again': 'The record was put together with a third one since. Take those apart first.',
  facts: 'Facts of the person were changed since, and some had come from the other record. Correct the facts in your file instead.',
  place: 'A case would be taken up again that had a place, and the place has gone to somebody else. Refer the person anew.',
};

/** Says of two records whether they are of one person, puts them together, and takes them apart again. */
@Injectable()
export class MergingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: Messages,
  ) {}

  /**
   * Whoever looks after both records puts them together at once. Of two organisations the first asks, and the other's
   * answer puts them together. Throws brokerage/duplicate-not-found, brokerage/facts-not-yours,
   * brokerage/keep-not-proposed and brokerage/merge-not-possible.
   */
  async answer(actor: Actor, duplicateId: string, { answer, keep, take }: DuplicateAnswer): Promise<AnsweredDuplicate> {
    requireAction(actor, 'candidates.import');
    return this.database.write(actor, async (manager) => {
      const [pair] = await manager.query<AnsweredPair[]>(
        `SELECT candidate_id AS "candidateId", organisation_id AS "organisationId", other_organisation_id AS "otherOrganisationId", is_agreed AS "isAgreed", other_organisation_id IN (SELECT identity.reach('people')) AS "isBothOurs",
                is_ours_proposed AS "isOursProposed", times_asked AS "timesAsked" FROM candidates.answer_duplicate($1, $2, $3)`,
        [duplicateId, answer, answer === 'same' ? keep !== 'other' : null],
      );
      if (pair === undefined) throw new DomainError('brokerage/duplicate-not-found', 'There is no such pair of records. It may have been put together already, or facts that changed set them apart.');
      if (take.length > 0 && !pair.isBothOurs) throw new DomainError('brokerage/facts-not-yours', 'Facts of a record that another organisation looks after are not yours to choose. Leave "take" empty.');
      if (answer === 'same' && pair.isOursProposed !== null && keep !== null && pair.isOursProposed !== (keep === 'ours')) {
        throw new DomainError('brokerage/keep-not-proposed', pair.isOursProposed
          ? 'The other organisation proposes that your record is kept. To agree, send "keep": "ours" or leave it out. If theirs should be kept, ask them to answer again with "keep": "ours".'
          : 'The other organisation proposes that its own record is kept. To agree, send "keep": "other" or leave it out. If yours should be kept, ask them to answer again with "keep": "other".');
      }
      await writeAudits(manager, actor, [...new Set([pair.organisationId, pair.otherOrganisationId])].map((organisationId) => ({ action: 'duplicates.answered', subject: duplicateId, detail: { answer }, organisationId })));
      if (answer === 'different') return { state: 'different', mergeId: null, advice: null };
      if (pair.isAgreed) return { state: 'merged', ...(await this.merge(manager, actor, duplicateId, take)) };
      await this.messages.write(manager, { key: `duplicate-asked:${duplicateId}:${pair.timesAsked}`, kind: 'duplicate-asked', to: { leadsOf: pair.otherOrganisationId }, about: { candidateId: pair.candidateId }, values: {} });
      return { state: 'asked', mergeId: null, advice: null };
    });
  }

  /** Takes two records apart again, each with what was its own. Throws brokerage/merge-not-found and brokerage/merge-not-undone. */
  async undo(actor: Actor, mergeId: string): Promise<void> {
    requireAction(actor, 'candidates.import');
    await this.database.write(actor, async (manager) => {
      const [undone] = await manager.query<(DoneMerge & { readonly hindrance: string | null })[]>(
        `SELECT $1 AS "mergeId", kept_id AS "keptId", kept_organisation_id AS "keptOrganisationId", merged_organisation_id AS "mergedOrganisationId", hindrance FROM candidates.undo_merge($1, $2)`,
        [mergeId, this.clock.now()],
      );
      if (undone === undefined) throw new DomainError('brokerage/merge-not-found', 'There is no such merge to undo.');
      // Thrown within the transaction: nothing of it is done.
      if (undone.hindrance !== null) throw new DomainError('brokerage/merge-not-undone', hindered(undone.hindrance));
      await tell(manager, actor, 'candidate.merge-undone', undone, {});
      await this.tellOfChanges(manager, actor, mergeId, 'undone');
    });
  }

  private async merge(manager: EntityManager, actor: Actor, duplicateId: string, take: readonly MergedFact[]): Promise<Pick<AnsweredDuplicate, 'mergeId' | 'advice'>> {
    const [records] = await manager.query<RecordsToMerge[]>(`SELECT cases, consents FROM candidates.records_to_merge($1)`, [duplicateId]);
    const judged = judgeMerge(records!, this.clock.today());
    if (!judged.ok) throw new DomainError('brokerage/merge-not-possible', judged.problem);
    const columns = take.flatMap((fact) => COLUMNS_OF_FACTS[fact]);
    const [merge] = await manager.query<DoneMerge[]>(
      `SELECT merge_id AS "mergeId", kept_id AS "keptId", kept_organisation_id AS "keptOrganisationId", merged_organisation_id AS "mergedOrganisationId" FROM candidates.merge_records($1, $2, $3, $4, $5, $6)`,
      [duplicateId, judged.withdraws, judged.endsConsents, columns, take.includes('qualifications'), this.clock.now()],
    );
    await tell(manager, actor, 'candidate.merged', merge!, { casesWithdrawn: judged.withdraws.length, consentsEnded: judged.endsConsents, taken: take });
    await this.tellOfChanges(manager, actor, merge!.mergeId, 'merged');
    return { mergeId: merge!.mergeId, advice: judged.advice };
  }

  /** Of each case that was withdrawn and each claim that counts otherwise now, or again. */
  private async tellOfChanges(manager: EntityManager, actor: Actor, mergeId: string, done: 'merged' | 'undone'): Promise<void> {
    const changes = await manager.query<ChangedByMerge[]>(
      `SELECT is_case AS "isCase", subject, was, became, organisation_id AS "organisationId" FROM candidates.changed_by_merge($1)`,
      [mergeId],
    );
    await writeAudits(manager, actor, changes.map(({ isCase, subject, was, became, organisationId }) => {
      const [from, to] = done === 'merged' ? [was, became] : [became, was];
      return { action: isCase ? `referral.${done === 'merged' ? 'withdraw' : 'refer'}` : `claim.${to}`, subject, detail: { status: [from, to], mergeId }, organisationId };
    }));
    await manager.query(`SELECT FROM candidates.tell_of_merge($1, $2)`, [mergeId, done === 'undone']);
  }
}

/** Of a row that stands in the way it names the table: changed since, or "new:" where a new one has its place. */
function hindered(hindrance: string): string {
  const table = hindrance.replace(/^.*\./, '').replaceAll('_', ' ');
  if (hindrance.startsWith('new:')) return `Something new stands where what came from one of the records would go back (${table}). End or withdraw the new one first, and try again.`;
  return HINDRANCES[hindrance] ?? `Something that came from one of the records was changed since (${table}). Leave them together, and correct what is wrong there.`;
}

/** Each organisation finds it in its own trail. */
async function tell(manager: EntityManager, actor: Actor, action: string, { mergeId, keptOrganisationId, mergedOrganisationId }: DoneMerge, detail: Readonly<Record<string, number | readonly string[]>>): Promise<void> {
  await writeAudits(manager, actor, [...new Set([keptOrganisationId, mergedOrganisationId])].map((organisationId) => ({ action, subject: mergeId, detail, organisationId })));
}
