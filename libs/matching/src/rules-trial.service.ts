import { tryRequirements, type TriedRequirement } from '#lib/kernel';
import { OpportunitiesQuery, readRules } from '#lib/opportunities';
import { Clock, DomainError, requireAction, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { SnapshotService } from './snapshot.service.js';

/** How one person stands to rules that are not kept yet. */
export interface TriedPerson {
  readonly candidateId: string;
  /** Without a valid consent to matching nothing is tried, and the other answers say nothing. */
  readonly hasConsent: boolean;
  /** Whether the programme's own rules, as they are kept, make the person a member today; null without consent. */
  readonly isMember: boolean | null;
  /** Consents, is a member and fails no rule. */
  readonly meets: boolean;
  /** One for each rule, in the order sent. */
  readonly rules: readonly TriedRequirement[];
}

/** Tries rules on people before they are kept. */
@Injectable()
export class RulesTrial {
  constructor(
    private readonly clock: Clock,
    private readonly opportunities: OpportunitiesQuery,
    private readonly snapshots: SnapshotService,
  ) {}

  /** Throws programme-not-found, candidate-not-found and rules-wrong. Nothing is stored. */
  async try(actor: Actor, programmeCode: string, sent: { readonly requirements: unknown; readonly candidateIds: readonly string[] }): Promise<TriedPerson[]> {
    requireAction(actor, 'candidates.read');
    const programmes = await this.opportunities.programmes(actor);
    if (!programmes.some(({ code }) => code === programmeCode)) throw new DomainError('opportunities/programme-not-found', 'There is no such programme.');
    const { requirements } = readRules({ requirements: sent.requirements, weights: null }, programmes);
    const asOfOn = this.clock.today();
    const people = await this.snapshots.candidatesToday(actor, [...new Set(sent.candidateIds)], asOfOn);
    return people.map((person) => {
      const { candidateId, hasMatchingConsent } = person;
      if (!hasMatchingConsent) return { candidateId, hasConsent: false, isMember: null, meets: false, rules: [] };
      const isMember = person.programmeCodes.includes(programmeCode);
      const rules = tryRequirements(person, requirements, { asOfOn });
      return { candidateId, hasConsent: true, isMember, meets: isMember && rules.every(({ outcome }) => outcome !== 'fails'), rules };
    });
  }
}
