import type { PlainDate } from '../calendar/plain-date.js';
import type { CandidateStage, Demand } from '../matching/facts.js';

/**
 * A rule that staff write for a programme or one opportunity. What a programme asks of age or residence is not
 * among them: that is the programme's own rule with its justification, and arrives as membership.
 */
export type Requirement =
  | { readonly on: 'level' | 'english-level' | 'maths-level'; readonly atLeast: number }
  /** All of them. */
  | { readonly on: 'skills' | 'checks'; readonly allOf: readonly string[] }
  /** Free on `needed` of the half-days of the mask `slots`. */
  | { readonly on: 'half-days'; readonly slots: number; readonly needed: number }
  | { readonly on: 'travel'; readonly atMostMinutes: number }
  | { readonly on: 'pay'; readonly atLeastHourlyPence: number }
  /** Either day may be left open. */
  | { readonly on: 'start'; readonly from: PlainDate | null; readonly to: PlainDate | null }
  | { readonly on: 'contract-end'; readonly by: PlainDate }
  | { readonly on: 'redeployment' }
  | { readonly on: 'stage'; readonly anyOf: readonly CandidateStage[] }
  | { readonly on: 'programme'; readonly anyOf: readonly string[] }
  /** One of them is enough. */
  | { readonly on: 'choice'; readonly anyOf: readonly Demand[] };

/** What a rule can be about. */
export const REQUIREMENT_SUBJECTS = [
  'level', 'english-level', 'maths-level', 'skills', 'checks', 'half-days', 'travel', 'pay', 'start', 'contract-end', 'redeployment', 'stage', 'programme', 'choice',
] as const satisfies readonly Requirement['on'][];

/** Choices that one list of rules may hold: each is a table of its own over all opportunities. */
export const MOST_CHOICES = 4;

/** Demands in one choice. */
export const MOST_DEMANDS = 12;

/** Something wrong in a list of rules as it was sent. */
export interface RequirementProblem {
  /** RFC 6901, from the list: '/0/atLeast'. */
  readonly pointer: string;
  /** What was expected, and how to put it right. */
  readonly detail: string;
}
