import { programmeProblems, type Programme, type ProgrammeProblem, type TargetGroup } from '#lib/kernel';
import { changesOf, Clock, Database, DomainError, requireAction, rowImages, Sealer, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { ProgrammeRow } from './opportunities.query.js';
import { programmeNotFound } from './rules.query.js';
import { changedSince } from './rules.service.js';

/** What staff can set of a programme. */
export type ProgrammeFacts = Omit<ProgrammeRow, 'code'>;

/** A programme, with what is still to be put right before its rules make anybody a member. */
export interface ProgrammeDetail extends ProgrammeRow {
  readonly organisationCode: string;
  /** Whoever saves says which version of the facts they have edited. */
  readonly version: number;
  readonly problems: readonly ProgrammeProblem[];
}

/** Contradictions, which are not kept. What is only missing can be recorded later: until then nobody is a member by an age rule. */
const CONTRADICTIONS: ReadonlyMap<ProgrammeProblem['code'], string> = new Map([
  ['ends-before-start', '/endsOn'],
  ['ages-reversed', '/maximumAge'],
]);

/** The facts of programmes. */
@Injectable()
export class ProgrammesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  /** Throws opportunities/programme-not-found. */
  async detail(actor: Actor, code: string): Promise<ProgrammeDetail> {
    const [found] = await this.database.read<Omit<ProgrammeDetail, 'problems'>>(
      actor,
      `SELECT programme.code, programme.name, organisation.code AS "organisationCode", starts_on::text AS "startsOn", ends_on::text AS "endsOn", minimum_age AS "minimumAge",
              maximum_age AS "maximumAge", target_groups AS "targetGroups", area_codes AS "areaCodes", most_deprived_deciles AS "mostDeprivedDeciles", justification,
              review_on::text AS "reviewOn", version_number AS version
         FROM opportunities.programmes AS programme JOIN identity.organisations AS organisation USING (organisation_id) WHERE programme.code = $1`,
      [code],
    );
    if (found === undefined) throw programmeNotFound();
    return { ...found, problems: this.problems(code, found) };
  }

  /** Puts other facts in the place of a version. Throws programme-not-found, programme-wrong and changed-since, each with nothing changed. */
  async change(actor: Actor, code: string, facts: ProgrammeFacts, version: number): Promise<ProgrammeDetail> {
    requireAction(actor, 'programmes.change');
    await this.database.write(actor, async (manager) => {
      // Found only by whoever may change it: the policy for that is the one of UPDATE. Two at once take turns.
      const [locked] = await manager.query<{ organisationId: string; version: number }[]>(
        `SELECT organisation_id AS "organisationId", version_number AS version FROM opportunities.programmes WHERE code = $1 FOR UPDATE`,
        [code],
      );
      if (locked === undefined) throw programmeNotFound(' that you may change');
      const wrong = this.problems(code, facts).flatMap((problem) => {
        const pointer = CONTRADICTIONS.get(problem.code);
        return pointer === undefined ? [] : [{ pointer, detail: problem.sentence }];
      });
      if (wrong.length > 0) throw new DomainError('opportunities/programme-wrong', 'The programme contradicts itself, so nothing was changed. Each error says where and what was expected.', wrong);
      if (locked.version !== version) throw changedSince(locked.version);
      const image = async () => (await rowImages(manager, 'opportunities.programmes', 'code', 'code = $1', [code])).get(code)!;
      const before = await image();
      await manager.query(
        `UPDATE opportunities.programmes SET name = $2, starts_on = $3, ends_on = $4, minimum_age = $5, maximum_age = $6, target_groups = $7, area_codes = $8,
                most_deprived_deciles = $9, justification = $10, review_on = $11, version_number = version_number + 1
          WHERE code = $1`,
        [code, facts.name, facts.startsOn, facts.endsOn, facts.minimumAge, facts.maximumAge, facts.targetGroups, facts.areaCodes, facts.mostDeprivedDeciles, facts.justification, facts.reviewOn],
      );
      const detail = changesOf(before, await image(), { fields: [], sealer: this.sealer, subject: code });
      await writeAudit(manager, actor, 'programme.changed', code, detail, { organisationId: locked.organisationId });
    });
    return this.detail(actor, code);
  }

  private problems(code: string, facts: ProgrammeFacts): readonly ProgrammeProblem[] {
    const programme: Programme = { ...facts, code, targetGroups: facts.targetGroups as TargetGroup[] };
    return programmeProblems(programme, this.clock.today());
  }
}
