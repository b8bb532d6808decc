import { ageOn, type PlainDate } from '../calendar/plain-date.js';
import { type FigureTables, type FigureValues, valuesOn } from '../published-figures/published-figures.js';
import { FUNDING_RULES, type FundingRuleCode } from './funding-words.js';

/** Whether somebody else pays for it. 'partly': the employer pays a part. 'not': no rule that is recorded pays for it. */
export type FundingVerdict = 'funded' | 'partly' | 'not' | 'not-known';

/** What a learner has to show, each for the rule that was found. */
export const FUNDING_EVIDENCE = ['age', 'home', 'prior-attainment', 'full-level', 'earnings', 'learning-in-english-or-maths', 'employer-levy', 'foundation-exception'] as const;

export type FundingEvidence = (typeof FUNDING_EVIDENCE)[number];

export interface Learning {
  readonly kind: 'course' | 'apprenticeship';
  readonly title: string;
  /** Level of the qualification; null: not stated. */
  readonly level: number | null;
  readonly isFoundationApprenticeship: boolean;
}

export interface Learner {
  readonly bornOn: PlainDate | null;
  /** Adult skills are devolved by where the learner lives; null: not known. */
  readonly livesInLondon: boolean | null;
  readonly level: number;
  readonly englishLevel: number;
  readonly mathsLevel: number;
  /** Null: not asked. */
  readonly isOutOfWork: boolean | null;
  readonly annualEarningsPence: number | null;
}

export interface FundingCheck {
  readonly verdict: FundingVerdict;
  readonly rule: FundingRuleCode;
  readonly sentence: string;
  readonly evidence: readonly FundingEvidence[];
  /** Of an apprenticeship that starts then; null for a course, and where the rules of the day are not recorded. */
  readonly terms: ApprenticeshipTerms | null;
}

export interface ApprenticeshipTerms {
  readonly leastMonths: number;
  readonly leastTrainingHours: number | null;
  readonly weeklyTrainingHours: number | null;
  /** Whether this learner must pass English and maths on the way; null: not known. */
  readonly mustPassEnglishAndMaths: boolean | null;
}

const ADULT_AGE = 19;
const LEVEL_OF_ENGLISH_AND_MATHS = 2;
const LEVEL_OF_DIGITAL = 1;
/** Above it courses are paid by loans, of which nothing is recorded here. */
const HIGHEST_LEVEL_OF_SKILLS = 3;

/**
 * Who pays for learning that starts on a day, by the rules recorded for it. The age is that on the start. It is a guide
 * for the talk with the college or the provider, who decides.
 */
export function fundingCheck(tables: FigureTables, learning: Learning, learner: Learner, startsOn: PlainDate): FundingCheck {
  const age = learner.bornOn === null ? null : ageOn(learner.bornOn, startsOn);
  return learning.kind === 'apprenticeship' ? ofApprenticeship(tables, learning, learner, age, startsOn) : ofCourse(tables, learning, learner, age, startsOn);
}

function found(verdict: FundingVerdict, rule: FundingRuleCode, evidence: readonly FundingEvidence[], terms: ApprenticeshipTerms | null = null): FundingCheck {
  return { verdict, rule, sentence: FUNDING_RULES[rule], evidence, terms };
}

function ofCourse(tables: FigureTables, learning: Learning, learner: Learner, age: number | null, startsOn: PlainDate): FundingCheck {
  const { level } = learning;
  if (age === null) return found('not-known', 'age-not-known', ['age']);
  if (level === null) return found('not-known', 'level-not-stated', []);
  if (level > HIGHEST_LEVEL_OF_SKILLS) return found('not-known', 'level-not-covered', []);
  if (age < ADULT_AGE) return found('funded', 'young-people', ['age']);
  if (learner.livesInLondon === null) return found('not-known', 'home-not-known', ['home']);
  const rules = valuesOn(tables, 'adult-skills', learner.livesInLondon ? 'london' : 'england', startsOn);
  if (rules === null) return found('not-known', learner.livesInLondon ? 'london-not-recorded' : 'rules-not-recorded', ['home']);
  return byEntitlement(rules, learning.title, level, learner, age) ?? byEarnings(rules, learner);
}

function byEntitlement({ entitlementToAge }: FigureValues['adult-skills'], title: string, level: number, learner: Learner, age: number): FundingCheck | null {
  const subject = subjectOfTitle(title);
  const held = subject === 'english' ? learner.englishLevel : subject === 'maths' ? learner.mathsLevel : null;
  if (held !== null && level <= LEVEL_OF_ENGLISH_AND_MATHS && held < LEVEL_OF_ENGLISH_AND_MATHS) return found('funded', 'english-and-maths', ['age', 'home', 'learning-in-english-or-maths']);
  if (subject === 'digital' && level <= LEVEL_OF_DIGITAL) return found('funded', 'digital', ['age', 'home']);
  if (entitlementToAge === null || age > entitlementToAge || level < 2 || learner.level >= level) return null;
  return found('funded', level === 2 ? 'first-full-level-2' : 'first-full-level-3', ['age', 'home', 'prior-attainment', 'full-level']);
}

function byEarnings({ earningsLimitPence }: FigureValues['adult-skills'], { isOutOfWork, annualEarningsPence }: Learner): FundingCheck {
  if (isOutOfWork === true) return found('funded', 'out-of-work', ['home', 'earnings']);
  if (annualEarningsPence === null) return found('not-known', 'earnings-not-known', ['home', 'earnings']);
  if (earningsLimitPence === null) return found('not-known', 'limit-not-recorded', ['home', 'earnings']);
  return annualEarningsPence < earningsLimitPence ? found('funded', 'low-earnings', ['home', 'earnings']) : found('not', 'over-the-limit', []);
}

function ofApprenticeship(tables: FigureTables, { level, isFoundationApprenticeship }: Learning, learner: Learner, age: number | null, startsOn: PlainDate): FundingCheck {
  const rules = valuesOn(tables, 'apprenticeship-rules', 'england', startsOn);
  if (rules === null) return found('not-known', 'rules-not-recorded', []);
  const { leastMonths, leastTrainingHours, weeklyTrainingHours } = rules;
  const terms = { leastMonths, leastTrainingHours, weeklyTrainingHours, mustPassEnglishAndMaths: mustPass(rules, learner, age) };
  if (age === null) return found('not-known', 'age-not-known', ['age'], terms);
  if (level === 7) return found('not-known', 'level-not-covered', ['age'], terms);
  if (isFoundationApprenticeship) {
    if (rules.foundationToAge === null) return found('not-known', 'rules-not-recorded', ['age'], terms);
    return age <= rules.foundationToAge ? found('funded', 'foundation', ['age'], terms) : found('not-known', 'foundation-exception', ['age', 'foundation-exception'], terms);
  }
  if (rules.coInvestmentBasisPoints === null) return found('not-known', 'rules-not-recorded', ['employer-levy'], terms);
  if (rules.coInvestmentBasisPoints === 0 || (rules.coInvestmentFreeToAge !== null && age <= rules.coInvestmentFreeToAge)) return found('funded', 'apprenticeship-free', ['age'], terms);
  return found('partly', 'apprenticeship-shared', ['employer-levy'], terms);
}

function mustPass({ englishMathsToAge }: FigureValues['apprenticeship-rules'], { englishLevel, mathsLevel }: Learner, age: number | null): boolean | null {
  if (Math.min(englishLevel, mathsLevel) >= LEVEL_OF_ENGLISH_AND_MATHS) return false;
  return age === null || englishMathsToAge === null ? null : age <= englishMathsToAge;
}

/** What of the entitlements a course is in, by its title. English for speakers of other languages is none of them. */
function subjectOfTitle(title: string): 'english' | 'maths' | 'digital' | null {
  if (/\besol\b|other languages/i.test(title)) return null;
  if (/\benglish\b|\bliteracy\b/i.test(title)) return 'english';
  if (/\bmaths?\b|\bmathematics\b|\bnumeracy\b/i.test(title)) return 'maths';
  return /\bdigital skills\b/i.test(title) ? 'digital' : null;
}
