import type { CourseStanding } from './course-outcome.js';
import type { OutcomeSummary } from './outcome-record.js';
import type { CheckWeek } from './sustainment.js';

/** What can be claimed of a person for a programme, each once. */
export const CLAIMABLE_OUTCOMES = {
  start: 'a start that evidence shows',
  '13-weeks': 'the check at 13 weeks is met',
  '26-weeks': 'the check at 26 weeks is met',
  '52-weeks': 'the check at 52 weeks is met',
  progression: 'a higher band or level, a qualification or a registration since the start',
  achievement: 'a course or apprenticeship that was passed',
} as const satisfies Readonly<Record<string, string>>;

export type ClaimableOutcome = keyof typeof CLAIMABLE_OUTCOMES;

/** How a claim stands. 'held': counts, as the first. 'contesting': another was first. 'upheld' and 'refused': decided. */
export type ClaimStatus = 'held' | 'contesting' | 'upheld' | 'refused';

/** Why a dispute was decided as it was. */
export const AWARD_REASONS = {
  'placed-the-person': 'this organisation placed the person',
  'supported-longer': 'this organisation supported the person for longer',
  'better-evidence': 'this organisation has the better evidence',
  'agreed-between-them': 'the organisations have agreed',
  'claimed-by-mistake': 'the other claim was made by mistake',
} as const satisfies Readonly<Record<string, string>>;

export type AwardReason = keyof typeof AWARD_REASONS;

const WEEKS = { '13-weeks': 13, '26-weeks': 26, '52-weeks': 52 } as const satisfies Readonly<Record<string, CheckWeek>>;

/** Why an outcome cannot be claimed yet, as a sentence for the user; null when it can. `summary` is null before a start. */
export function claimProblem(outcome: ClaimableOutcome, { summary, course }: { readonly summary: OutcomeSummary | null; readonly course: Pick<CourseStanding, 'achievedOn'> }): string | null {
  if (outcome === 'achievement') return course.achievedOn === null ? 'No achievement is recorded. Record it first.' : null;
  if (summary === null) return 'This referral has not led to a start, so there is nothing to claim yet.';
  if (outcome === 'start') return summary.confirmedBy.length === 0 ? 'Nothing shows the start yet. Record a payslip, a confirmation by the employer or another kind of evidence first.' : null;
  if (outcome === 'progression') {
    const { bandsGained, levelsGained, qualificationCodes, registrationCodes } = summary.progress;
    return bandsGained + levelsGained + qualificationCodes.length + registrationCodes.length === 0 ? 'No step up is recorded since the start. Record it first.' : null;
  }
  const [open] = summary.checks.filter(({ week, state }) => week === WEEKS[outcome] && state !== 'met');
  return open === undefined ? null : `The check is not met. ${open.inWords}`;
}
