import { effectInWords, reasonListProblems, type Reason } from '#lib/kernel';
import { Database, DomainError, reading, requireAction, writeAudit, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { CITY_OF, reasonsInForce, type ReasonInForce } from './reasons-in-force.js';

/** A reason as a lead wants it. */
export interface ReasonChange extends Omit<Reason, 'code'> {
  /** Why it is changed. */
  readonly note: string;
  /** The version that was edited; 0: as it comes, or new. */
  readonly version: number;
}

/** A reason with what it brings with it, in words. */
export interface ReasonShown extends ReasonInForce {
  readonly effectInWords: string;
}

/** The reasons of a City. */
@Injectable()
export class ReasonsService {
  constructor(private readonly database: Database) {}

  /** Those of the City of a node, with the retired ones. Throws identity/organisation-not-found. */
  async ofOrganisation(actor: Actor, organisationId: string): Promise<ReasonShown[]> {
    return this.database.readTogether(actor, async (read) => {
      await cityOf(read, organisationId);
      return (await reasonsInForce(read, organisationId)).map((reason) => ({ ...reason, effectInWords: effectInWords(reason) }));
    });
  }

  /**
   * Changes a reason of a City, or adds one. Cases that have ended keep what their reason brought with it then. Throws
   * identity/organisation-not-found, brokerage/reasons-of-city, brokerage/reason-changed-since and brokerage/reasons-wrong,
   * each with nothing changed.
   */
  async change(actor: Actor, organisationId: string, code: string, { note, version, ...facts }: ReasonChange): Promise<void> {
    requireAction(actor, 'reasons.change');
    await this.database.write(actor, async (manager) => {
      const read = reading(manager);
      const cityId = await cityOf(read, organisationId);
      const [allowed] = await read<{ is: boolean }>(`SELECT $1::uuid IN (SELECT identity.reach('programmes')) AS is`, [cityId]);
      if (allowed?.is !== true) throw new DomainError('brokerage/reasons-of-city', 'The reasons are one list for the City, so that its figures can be compared. Ask a programme lead of the City to change it.');
      await read(`SELECT pg_advisory_xact_lock(hashtextextended('brokerage.reasons ' || $1, 0))`, [cityId]); // one change at a time: each is judged with the whole list
      const before = await reasonsInForce(read, cityId);
      const old = before.find((reason) => reason.code === code);
      if ((old?.version ?? 0) !== version) throw new DomainError('brokerage/reason-changed-since', `Somebody has changed this reason since: it is version ${old?.version ?? 0} now. Look at it again, then make your change.`);
      const changed: Reason = { code, ...facts };
      const after = old === undefined ? [...before, changed] : before.map((reason) => (reason === old ? changed : reason));
      const problems = reasonListProblems(after);
      if (problems.length > 0) throw new DomainError('brokerage/reasons-wrong', 'The list of reasons would not be usable, so nothing was changed. Each error says what to do.', problems.map(({ field, sentence }) => ({ pointer: `/${field}`, detail: sentence })));
      await read(
        `INSERT INTO brokerage.reasons (organisation_id, reason_code, steps, refusers, words, kind_words, effect, effect_days, matters, is_offered, note, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT ON CONSTRAINT pk_reasons DO UPDATE SET (steps, refusers, words, kind_words, effect, effect_days, matters, is_offered, note, changed_by, changed_at, version_number) =
           (excluded.steps, excluded.refusers, excluded.words, excluded.kind_words, excluded.effect, excluded.effect_days, excluded.matters, excluded.is_offered, excluded.note, excluded.changed_by, now(), reasons.version_number + 1)`,
        [cityId, code, facts.steps, facts.refusers, facts.words, facts.kindWords, facts.effect, facts.effectDays, facts.matters, facts.isOffered, note, actor.actorId],
      );
      const image = ({ steps, refusers, words, kindWords, effect, effectDays, matters, isOffered }: Reason) => ({ steps, refusers, words, kindWords, effect, effectDays, matters, isOffered });
      await writeAudit(manager, actor, 'reason.changed', code, { before: old === undefined ? null : image(old), after: image(changed), note }, { organisationId: cityId });
    });
  }
}

async function cityOf(read: Read, organisationId: string): Promise<string> {
  const [found] = await read<{ cityId: string | null }>(`SELECT ${CITY_OF('$1')} AS "cityId"`, [organisationId]);
  if (found?.cityId == null) throw new DomainError('identity/organisation-not-found', 'There is no such organisation.');
  return found.cityId;
}
