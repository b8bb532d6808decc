import { isPlainDate } from '../calendar/plain-date.js';
import { FIGURE_KINDS, type FigureKind, type PublishedFigure, SUPPLEMENT_ZONES } from './published-figures.js';

/** What is wrong with a figure that was sent, and where. */
interface FigureProblem {
  readonly pointer: string;
  readonly detail: string;
}

export type ReadFigure = { readonly figure: Omit<PublishedFigure, 'isVerified'>; readonly problems: readonly [] } | { readonly figure: null; readonly problems: readonly FigureProblem[] };

/** Says what was expected where a value is wrong; null where it is right. */
type Rule = (value: unknown) => string | null;

interface KindRules {
  readonly code: RegExp;
  readonly codeExpected: string;
  readonly fields: Readonly<Record<string, Rule>>;
  /** What fields that are right by themselves must be together. */
  readonly together?: (values: Readonly<Record<string, unknown>>) => string | null;
}

const whole = (least: number, most: number): Rule => (value) => (isWhole(value, least, most) ? null : `a whole number from ${least} to ${most}`);
const orNull = (rule: Rule): Rule => (value) => {
  const expected = value === null ? null : rule(value);
  return expected === null ? null : `${expected}, or null`;
};

const ANNUAL = whole(100_000, 50_000_000);
const HOURLY = whole(1, 20_000);
const SHARE = whole(0, 10_000);
const AGE = whole(0, 120);
const LONGEST_LIST = 10;

const zone: Rule = (value) => ([...SUPPLEMENT_ZONES, 'none'].some((one) => one === value) ? null : `one of ${SUPPLEMENT_ZONES.join(', ')}, none`);
const date: Rule = (value) => (typeof value === 'string' && isPlainDate(value) ? null : 'a day that exists, as 2026-04-01');
const shares: Rule = (value) => (isList(value) && value.every((share) => isWhole(share, 1, 10_000)) ? null : `a list of 1 to ${LONGEST_LIST} whole numbers from 1 to 10000`);
const ages: Rule = (value) => {
  const rates: readonly unknown[] = isList(value) ? value : [];
  const isFine = rates.every((rate, index) => isRate(rate) && (index === 0 || rate.fromAge < (rates[index - 1] as AgeRate).fromAge));
  return isFine && (rates.at(-1) as AgeRate | undefined)?.fromAge === 0 ? null : `a list of 1 to ${LONGEST_LIST} objects with fromAge and hourlyPence, the oldest first and the last from age 0`;
};

interface AgeRate {
  readonly fromAge: number;
  readonly hourlyPence: number;
}

const AREA = { code: /^uk$/, codeExpected: 'uk' };
const KINDS: Readonly<Record<FigureKind, KindRules>> = {
  'band-pay': {
    code: /^(?:[1-79]|8[a-d])$/,
    codeExpected: 'a band, 1 to 7, 8a to 8d or 9',
    fields: { entryPence: ANNUAL, middlePence: orNull(ANNUAL), topPence: orNull(ANNUAL) },
    together: ({ entryPence, middlePence, topPence }) => (isRising([entryPence, middlePence, topPence]) ? null : 'The points of a band rise from the entry to the top.'),
  },
  supplement: {
    code: /^(?:inner|outer|fringe)$/,
    codeExpected: `one of ${SUPPLEMENT_ZONES.join(', ')}`,
    fields: { basisPoints: SHARE, leastPence: whole(0, 50_000_000), mostPence: whole(0, 50_000_000) },
    together: ({ leastPence, mostPence }) => (isRising([leastPence, mostPence]) ? null : 'The least is not more than the most.'),
  },
  'supplement-zone': { code: /^E\d{8}$/, codeExpected: 'the code of a district in England, as E09000025', fields: { zone } },
  'minimum-wage': { ...AREA, fields: { ages, apprenticePence: HOURLY } },
  'living-wage': { code: /^(?:uk|london)$/, codeExpected: 'uk or london', fields: { hourlyPence: HOURLY, announcedOn: orNull(date) } },
  'trainee-share': { code: /^annex-21$/, codeExpected: 'annex-21', fields: { basisPoints: shares } },
  'adult-skills': { code: /^(?:england|london)$/, codeExpected: 'england or london', fields: { entitlementToAge: orNull(AGE), earningsLimitPence: orNull(ANNUAL) } },
  'apprenticeship-rules': {
    code: /^england$/,
    codeExpected: 'england',
    fields: { leastMonths: whole(1, 60), leastTrainingHours: orNull(whole(1, 5_000)), weeklyTrainingHours: orNull(whole(1, 40)), coInvestmentBasisPoints: orNull(SHARE), coInvestmentFreeToAge: orNull(AGE), englishMathsToAge: orNull(AGE), foundationToAge: orNull(AGE) },
  },
};

/**
 * Reads a published figure as it is sent, any JSON. `values` null says that the figure is not known from that day on.
 * Whatever the checks of pay and funding could not use is refused with its place.
 */
export function readPublishedFigure(sent: { readonly kind: unknown; readonly code: unknown; readonly fromOn: unknown; readonly values: unknown }): ReadFigure {
  const kind = FIGURE_KINDS.find((one) => one === sent.kind);
  if (kind === undefined) return refused([{ pointer: '/kind', detail: `Expected one of ${FIGURE_KINDS.join(', ')}.` }]);
  const { code, codeExpected, fields, together } = KINDS[kind];
  const problems: FigureProblem[] = [];
  if (typeof sent.code !== 'string' || !code.test(sent.code)) problems.push({ pointer: '/code', detail: `Expected ${codeExpected}.` });
  const notDay = date(sent.fromOn);
  if (notDay !== null) problems.push({ pointer: '/fromOn', detail: `Expected ${notDay}.` });
  if (sent.values !== null) problems.push(...valueProblems(sent.values, fields, together));
  if (problems.length > 0) return refused(problems);
  return { figure: { kind, code: sent.code, fromOn: sent.fromOn, values: sent.values } as Omit<PublishedFigure, 'isVerified'>, problems: [] };
}

function valueProblems(values: unknown, fields: KindRules['fields'], together: KindRules['together']): readonly FigureProblem[] {
  if (!isObject(values)) return [{ pointer: '/values', detail: `Expected an object with ${Object.keys(fields).join(', ')}, or null for not known.` }];
  const unknown = Object.keys(values).filter((name) => !(name in fields)).map((name) => ({ pointer: `/values/${name}`, detail: `There is no such field. Expected ${Object.keys(fields).join(', ')}.` }));
  const wrong = Object.entries(fields).flatMap(([name, rule]) => {
    const expected = rule(values[name]);
    return expected === null ? [] : [{ pointer: `/values/${name}`, detail: `Expected ${expected}.` }];
  });
  if (unknown.length + wrong.length > 0) return [...unknown, ...wrong];
  const contradiction = together?.(values) ?? null;
  return contradiction === null ? [] : [{ pointer: '/values', detail: contradiction }];
}

function refused(problems: readonly FigureProblem[]): ReadFigure {
  return { figure: null, problems };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.length <= LONGEST_LIST;
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isRate(value: unknown): value is AgeRate {
  return isObject(value) && Object.keys(value).length === 2 && isWhole(value['fromAge'], 0, 120) && HOURLY(value['hourlyPence']) === null;
}

function isRising(values: readonly unknown[]): boolean {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.every((value, index) => index === 0 || value >= numbers[index - 1]!);
}
