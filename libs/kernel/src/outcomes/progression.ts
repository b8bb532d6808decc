import type { PlainDate } from '../calendar/plain-date.js';

/** What somebody can get on in, with what its codes look like. */
export const PROGRESSION_KINDS = {
  band: 'a higher band of Agenda for Change: band-2 to band-9, band-8a to band-8d',
  level: 'a higher level of qualification: level-0 to level-8',
  qualification: 'a qualification, by its code',
  registration: 'a professional register, by its code, as nmc',
} as const satisfies Readonly<Record<string, string>>;

export type ProgressionKind = keyof typeof PROGRESSION_KINDS;

/** One step up. Steps of ladders are known by their codes; which there are is not for outcomes to say. */
export interface Progression {
  readonly kind: ProgressionKind;
  readonly happenedOn: PlainDate;
  /** Null: not known, or nothing before. */
  readonly fromCode: string | null;
  readonly toCode: string;
  /** The step of a ladder that is reached by it. */
  readonly stepCode: string | null;
}

/** How far somebody has got since the start. */
export interface Progress {
  /** Bands and levels between the first one known and the highest reached; 0 while nothing says so. */
  readonly bandsGained: number;
  readonly levelsGained: number;
  readonly qualificationCodes: readonly string[];
  readonly registrationCodes: readonly string[];
  /** The last step of a ladder that was reached. */
  readonly stepCode: string | null;
}

const BANDS = ['band-1', 'band-2', 'band-3', 'band-4', 'band-5', 'band-6', 'band-7', 'band-8a', 'band-8b', 'band-8c', 'band-8d', 'band-9'] as const;
const LEVELS = ['level-0', 'level-1', 'level-2', 'level-3', 'level-4', 'level-5', 'level-6', 'level-7', 'level-8'] as const;
const LISTS: Readonly<Record<ProgressionKind, readonly string[] | null>> = { band: BANDS, level: LEVELS, qualification: null, registration: null };

/** Why a step up cannot be one, as a sentence for the user; null when it can. */
export function progressionProblem({ kind, fromCode, toCode }: Pick<Progression, 'kind' | 'fromCode' | 'toCode'>): string | null {
  const list = LISTS[kind];
  if (list === null) return fromCode === toCode ? 'The code before and after is the same. Give what was reached.' : null;
  const unknown = [fromCode, toCode].find((code) => code !== null && !list.includes(code));
  if (unknown !== undefined) return `There is no such ${kind}. Give one of ${list.join(', ')}.`;
  if (fromCode !== null && list.indexOf(toCode) <= list.indexOf(fromCode)) return `The ${kind} reached is not higher than the one before. Check which is which.`;
  return null;
}

/** What progressions come to. Neither their order nor saying one twice changes the answer. */
export function progressOf(progressions: readonly Progression[]): Progress {
  const inOrder = progressions.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const codesOf = (kind: ProgressionKind): string[] => [...new Set(inOrder.filter((one) => one.kind === kind).map(({ toCode }) => toCode))];
  return {
    bandsGained: gained(inOrder, 'band', BANDS),
    levelsGained: gained(inOrder, 'level', LEVELS),
    qualificationCodes: codesOf('qualification'),
    registrationCodes: codesOf('registration'),
    stepCode: inOrder.flatMap(({ stepCode }) => stepCode ?? []).at(-1) ?? null,
  };
}

const keyOf = ({ happenedOn, kind, toCode, stepCode }: Progression): string => `${happenedOn} ${kind} ${toCode} ${stepCode ?? ''}`;

/** From the lowest that is known to the highest: somebody who goes back to a lower band has still once reached the higher. */
function gained(progressions: readonly Progression[], kind: ProgressionKind, list: readonly string[]): number {
  const places = progressions.filter((one) => one.kind === kind).flatMap(({ fromCode, toCode }) => [fromCode, toCode].flatMap((code) => (code === null ? [] : list.indexOf(code))));
  return places.length === 0 ? 0 : Math.max(...places) - Math.min(...places);
}
