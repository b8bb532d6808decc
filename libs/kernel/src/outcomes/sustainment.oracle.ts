import { addDays } from '../calendar/plain-date.js';
import { CHECK_WEEKS, checkDueOn, type EmploymentSpell, type SightedOn, type SustainedCheck, type SustainmentRules } from './sustainment.js';

type Verdict = 'met' | 'not-met' | 'open';

/** Whether somebody works enough on a day, hour by hour of the week; unknown hours are as many as said. */
function works(day: string, spells: readonly EmploymentSpell[], rules: SustainmentRules, minutesWhereUnknown: number): boolean {
  let minutes = 0;
  let isThere = false;
  for (const employer of ['same', 'another-nhs-employer', 'social-care', 'another-employer', 'self-employment']) {
    if (employer !== 'same' && !rules.allowsChangeOfEmployer) continue;
    const there = spells.filter((spell) => spell.employerCode === employer && spell.fromOn <= day && (spell.toOn ?? '9999-12-31') >= day);
    if (there.length > 0) isThere = true;
    minutes += Math.max(0, ...there.map((spell) => spell.weeklyMinutes ?? minutesWhereUnknown));
  }
  return isThere && minutes >= rules.minimumWeeklyMinutes;
}

/** Plays the days from the start one by one. */
function play(startedOn: string, dueOn: string, lastOn: string, rules: SustainmentRules, isAtWork: (day: string) => boolean): { verdict: Verdict; metOn: string | null } {
  let [inAll, atOnce] = [0, 0];
  for (let day = startedOn; day <= lastOn; day = addDays(day, 1)) {
    if (isAtWork(day)) {
      if (day >= dueOn) return { verdict: 'met', metOn: day };
      atOnce = 0;
      continue;
    }
    inAll += 1;
    atOnce += 1;
    if (inAll > rules.permittedGapDays || atOnce > rules.permittedGapDaysAtOnce) return { verdict: 'not-met', metOn: null };
  }
  return { verdict: 'open', metOn: null };
}

/** State and day of each check, by playing every day. */
export function sustainmentDayByDay(startedOn: string, spells: readonly EmploymentSpell[], evidence: readonly SightedOn[], rules: SustainmentRules, today: string): Pick<SustainedCheck, 'state' | 'metOn'>[] {
  return CHECK_WEEKS.map((week) => {
    const dueOn = checkDueOn(startedOn, week);
    const windowEndsOn = addDays(dueOn, rules.windowDays);
    const lastOn = today < windowEndsOn ? today : windowEndsOn;
    const atBest = (day: string): boolean => works(day, spells, rules, 99_999);
    const best = play(startedOn, dueOn, lastOn, rules, atBest);
    if (best.verdict === 'not-met') return { state: 'not-met', metOn: null };
    if (best.verdict === 'open') return { state: today < dueOn ? 'not-due' : today > windowEndsOn ? 'not-met' : 'due', metOn: null };
    const surely = play(startedOn, dueOn, lastOn, rules, (day) => works(day, spells, rules, 0));
    if (surely.verdict !== 'met') return { state: 'cannot-tell', metOn: null };
    const seen = evidence.filter(({ happenedOn }) => happenedOn >= surely.metOn! && happenedOn <= today && atBest(happenedOn));
    if (seen.some(({ evidenceCode }) => rules.evidenceCodes.length === 0 || rules.evidenceCodes.some((code) => code === evidenceCode))) return { state: 'met', metOn: surely.metOn };
    return { state: seen.length > 0 || today > windowEndsOn ? 'cannot-tell' : 'due', metOn: null };
  });
}
