import { agreementProblem, type PlainDate } from '#lib/kernel';
import { Database, DomainError, requireAction, writeAudits, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';

/** What an organisation is in an agreement: it acts, it is acted for, or (in a consortium) both. */
export interface AgreementParty {
  readonly organisationCode: string;
  readonly isActing: boolean;
  readonly isActedFor: boolean;
}

/** An agreement by which some organisations may act for others. Dates are the first and the last day. */
export interface NewSharingAgreement {
  readonly name: string;
  readonly fromOn: PlainDate;
  readonly toOn: PlainDate | null;
  readonly parties: readonly AgreementParty[];
}

export interface SharingAgreement extends NewSharingAgreement {
  readonly agreementId: string;
}

/** Sharing agreements and consortia: who may act for whom, and when. */
@Injectable()
export class SharingAgreementsService {
  constructor(private readonly database: Database) {}

  /** The agreements with a party that the actor looks after, the newest first. Only such parties are told. */
  async list(actor: Actor): Promise<SharingAgreement[]> {
    requireAction(actor, 'organisations.change');
    return this.database.read(
      actor,
      `SELECT agreement_id AS "agreementId", agreement.name, lower(valid_during)::text AS "fromOn", (upper(valid_during) - 1)::text AS "toOn",
              jsonb_agg(jsonb_build_object('organisationCode', code, 'isActing', is_acting, 'isActedFor', is_acted_for) ORDER BY code) AS parties
         FROM identity.sharing_agreements AS agreement
         JOIN identity.sharing_agreement_parties USING (agreement_id) JOIN identity.organisations USING (organisation_id)
        GROUP BY agreement_id ORDER BY agreement_id DESC`,
    );
  }

  /**
   * Records an agreement that was signed. The actor has to look after every party. Throws
   * identity/agreement-not-possible and identity/organisation-not-found.
   */
  async record(actor: Actor, agreement: NewSharingAgreement): Promise<string> {
    requireAction(actor, 'organisations.change');
    const problem = agreementProblem(agreement);
    if (problem !== null) throw new DomainError('identity/agreement-not-possible', problem);
    return this.database.write(actor, async (manager) => {
      const codes = agreement.parties.map(({ organisationCode }) => organisationCode.toUpperCase());
      const found = await manager.query<{ code: string; id: string }[]>(
        `SELECT code, organisation_id AS id FROM identity.organisations WHERE code = ANY ($1) AND organisation_id IN (SELECT identity.reach('accounts'))`,
        [codes],
      );
      if (found.length < codes.length) throw new DomainError('identity/organisation-not-found', 'One of the parties is not an organisation that you look after. An administrator above all of them records the agreement.');
      const ids = new Map(found.map(({ code, id }) => [code, id]));
      const [{ id } = { id: '' }] = await manager.query<{ id: string }[]>('SELECT uuidv7() AS id'); // an agreement is in reach once it has parties
      await manager.query(`INSERT INTO identity.sharing_agreements (agreement_id, name, valid_during) VALUES ($1, $2, daterange($3, $4, '[]'))`, [id, agreement.name, agreement.fromOn, agreement.toOn]);
      for (const { organisationCode, isActing, isActedFor } of agreement.parties) {
        await manager.query(
          `INSERT INTO identity.sharing_agreement_parties (agreement_id, organisation_id, is_acting, is_acted_for) VALUES ($1, $2, $3, $4)`,
          [id, ids.get(organisationCode.toUpperCase()), isActing, isActedFor],
        );
      }
      // One for each party: its auditor is to learn of it.
      await writeAudits(manager, actor, found.map(({ id: organisationId }) => ({ action: 'identity.agreement-recorded', subject: id, detail: { fromOn: agreement.fromOn, toOn: agreement.toOn, parties: codes }, organisationId })));
      return id;
    });
  }

  /** Ends an agreement on a last day. Throws identity/agreement-not-found and identity/agreement-not-possible. */
  async end(actor: Actor, agreementId: string, lastOn: PlainDate): Promise<void> {
    requireAction(actor, 'organisations.change');
    await this.database.write(actor, async (manager) => {
      const [present] = await manager.query<{ fromOn: string; toOn: string | null }[]>(
        `SELECT lower(valid_during)::text AS "fromOn", (upper(valid_during) - 1)::text AS "toOn" FROM identity.sharing_agreements WHERE agreement_id = $1 FOR UPDATE`,
        [agreementId],
      );
      if (present === undefined) throw new DomainError('identity/agreement-not-found', 'There is no such agreement.');
      const problem = agreementProblem({ ...present, toOn: lastOn, parties: null });
      if (problem !== null) throw new DomainError('identity/agreement-not-possible', problem);
      if (present.toOn !== null && lastOn > present.toOn) throw new DomainError('identity/agreement-not-possible', 'The agreement ends before that day. To go on, record a new one.');
      await manager.query(`UPDATE identity.sharing_agreements SET valid_during = daterange(lower(valid_during), $2, '[]') WHERE agreement_id = $1`, [agreementId, lastOn]);
      const parties = await manager.query<{ id: string }[]>('SELECT organisation_id AS id FROM identity.sharing_agreement_parties WHERE agreement_id = $1', [agreementId]);
      await writeAudits(manager, actor, parties.map(({ id: organisationId }) => ({ action: 'identity.agreement-ended', subject: agreementId, detail: { toOn: [present.toOn, lastOn] }, organisationId })));
    });
  }
}
