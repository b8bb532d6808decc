import { programmeProblems, programmeTermsProblems, type Programme, type ProgrammeProblem, type ProgrammeTerms, type TargetGroup } from '#lib/kernel';
import { changesOf, Clock, Database, DomainError, requireAction, rowImages, Sealer, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { ProgrammeRow } from './opportunities.query.js';
import { programmeNotFound } from './rules.query.js';
import { changedSince } from './rules.service.js';

/** What staff can set of a programme. */
export interface ProgrammeFacts extends Omit<ProgrammeRow, 'code'> {
  readonly terms: ProgrammeTerms;
  /** Whether an acceptance within it ends the person's other live referrals. */
  readonly isReleasingOthers: boolean;
}

/** A kind of programme, to begin one from. */
export interface ProgrammeTemplate {
  readonly templateCode: string;
  readonly name: string;
  readonly about: string;
  readonly facts: Pick<ProgrammeFacts, 'minimumAge' | 'maximumAge' | 'targetGroups' | 'mostDeprivedDeciles' | 'evidence'>;
  readonly terms: ProgrammeTerms;
  readonly needsJustification: boolean;
  readonly source: string;
  /** Whether somebody has compared it with the source. */
  readonly isVerified: boolean;
}

/** A programme to begin; what a template says holds until it is changed. */
export interface NewProgramme {
  readonly code: string;
  /** Of the organisation or area whose it is. */
  readonly organisationCode: string;
  readonly templateCode: string;
  readonly name?: string;
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly areaCodes?: string[];
  readonly justification: string | null;
  readonly reviewOn: string | null;
}

/** A programme, with what is still to be put right before its rules make anybody a member. */
export interface ProgrammeDetail extends ProgrammeRow {
  readonly terms: ProgrammeTerms;
  readonly isReleasingOthers: boolean;
  /** The kind of programme that it was begun from. */
  readonly templateCode: string | null;
  readonly organisationCode: string;
  /** Whoever saves says which version of the facts they have edited. */
  readonly version: number;
  readonly problems: readonly ProgrammeProblem[];
}

/** Contradictions, which are not kept. What is only missing can be recorded later: until then nobody is a member by an age rule. */
const CONTRADICTIONS: ReadonlyMap<ProgrammeProblem['code'], string> = new Map([
  ['ends-before-start', '/endsOn'],
  ['ages-reversed', '/maximumAge'],
  ['older-without-age', '/evidence/olderWith'],
]);

const TEMPLATES = `SELECT template_code AS "templateCode", name, about, facts, terms, has_age_rule AS "needsJustification", source, is_verified AS "isVerified" FROM opportunities.programme_templates`;

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
              maximum_age AS "maximumAge", target_groups AS "targetGroups", area_codes AS "areaCodes", most_deprived_deciles AS "mostDeprivedDeciles", evidence, terms, is_releasing_others AS "isReleasingOthers", template_code AS "templateCode", justification,
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
      this.refuseContradictions(code, facts);
      if (locked.version !== version) throw changedSince(locked.version);
      const image = async () => (await rowImages(manager, 'opportunities.programmes', 'code', 'code = $1', [code])).get(code)!;
      const before = await image();
      await manager.query(
        `UPDATE opportunities.programmes SET name = $2, starts_on = $3, ends_on = $4, minimum_age = $5, maximum_age = $6, target_groups = $7, area_codes = $8,
                most_deprived_deciles = $9, justification = $10, review_on = $11, evidence = $12, terms = $13, is_releasing_others = $14, version_number = version_number + 1
          WHERE code = $1`,
        [code, facts.name, facts.startsOn, facts.endsOn, facts.minimumAge, facts.maximumAge, facts.targetGroups, facts.areaCodes, facts.mostDeprivedDeciles, facts.justification, facts.reviewOn, JSON.stringify(facts.evidence), JSON.stringify(facts.terms), facts.isReleasingOthers],
      );
      const detail = changesOf(before, await image(), { fields: [], sealer: this.sealer, subject: code });
      await writeAudit(manager, actor, 'programme.changed', code, detail, { organisationId: locked.organisationId });
    });
    return this.detail(actor, code);
  }

  /** The kinds of programme there are, by their code. */
  async templates(actor: Actor): Promise<ProgrammeTemplate[]> {
    return this.database.read<ProgrammeTemplate>(actor, `${TEMPLATES} ORDER BY template_code`, []);
  }

  /**
   * Begins a programme from a template. Throws template-not-found, organisation-not-found,
   * programme-exists and programme-wrong, each with nothing kept.
   */
  async create(actor: Actor, { code, organisationCode, templateCode, name, areaCodes = [], startsOn, endsOn, justification, reviewOn }: NewProgramme): Promise<ProgrammeDetail> {
    requireAction(actor, 'programmes.change');
    await this.database.write(actor, async (manager) => {
      const [template] = await manager.query<ProgrammeTemplate[]>(`${TEMPLATES} WHERE template_code = $1`, [templateCode]);
      if (template === undefined) throw new DomainError('opportunities/template-not-found', 'There is no such kind of programme. The list of templates has their codes.');
      const [node] = await manager.query<{ organisationId: string }[]>(`SELECT organisation_id AS "organisationId" FROM identity.organisations WHERE upper(code) = upper($1) AND organisation_id IN (SELECT identity.reach('programmes'))`, [organisationCode]);
      if (node === undefined) throw new DomainError('identity/organisation-not-found', 'There is no such organisation or area whose programmes you look after.');
      const facts: ProgrammeFacts = { ...template.facts, terms: template.terms, isReleasingOthers: true, name: name ?? template.name, areaCodes, startsOn, endsOn, justification, reviewOn };
      this.refuseContradictions(code, facts);
      const [added] = await manager.query<{ code: string }[]>(
        `WITH added AS (
           INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on, ends_on, minimum_age, maximum_age, target_groups, area_codes, most_deprived_deciles, justification, review_on, evidence, terms, template_code)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT (code) DO NOTHING RETURNING code)
         SELECT * FROM added`,
        [node.organisationId, code, facts.name, facts.startsOn, facts.endsOn, facts.minimumAge, facts.maximumAge, facts.targetGroups, facts.areaCodes, facts.mostDeprivedDeciles, facts.justification, facts.reviewOn, JSON.stringify(facts.evidence), JSON.stringify(facts.terms), templateCode],
      );
      if (added === undefined) throw new DomainError('opportunities/programme-exists', 'There is a programme with this code already. Choose another code, or change that one.');
      await writeAudit(manager, actor, 'programme.added', code, { template: templateCode }, node);
    });
    return this.detail(actor, code);
  }

  private refuseContradictions(code: string, facts: ProgrammeFacts): void {
    const ofFacts = this.problems(code, facts).flatMap((problem) => {
      const pointer = CONTRADICTIONS.get(problem.code);
      return pointer === undefined ? [] : [{ pointer, detail: problem.sentence }];
    });
    const wrong = [...ofFacts, ...programmeTermsProblems(facts.terms).map(({ field, sentence }) => ({ pointer: `/terms/${field}`, detail: sentence }))];
    if (wrong.length > 0) throw new DomainError('opportunities/programme-wrong', 'The programme contradicts itself, so nothing was changed. Each error says where and what was expected.', wrong);
  }

  private problems(code: string, facts: ProgrammeFacts): readonly ProgrammeProblem[] {
    const programme: Programme = { ...facts, code, targetGroups: facts.targetGroups as TargetGroup[] };
    return programmeProblems(programme, this.clock.today());
  }
}
