import type { PlainDate } from '../calendar/plain-date.js';
import { dateInWords } from '../matching/wording.js';
import { placesLeft, takesPeople, type GroupsOfPerson, type ListedPlaces } from '../places/ring-fences.js';
import { judgeAcceptance, type IntakeToAccept, type PlaceToAccept } from './judge-acceptance.js';

/** An intake of which an allocation gives out places that are kept for others. */
export interface KeptFromOthers {
  readonly intakeId: string;
  /** To whom the allocation gives a place there. */
  readonly people: number;
  /** Those of them who would get none. */
  readonly passedOver: number;
  /** The day from which nothing is kept there any more. */
  readonly untilOn: PlainDate;
  readonly sentence: string;
}

/**
 * What fences would take from an allocation if it were accepted now, by intake. Its search gives out every free place to whoever
 * it is worth most for: it knows of reserves that its own terms ask for, and fences are for target groups and for programmes
 * without a recorded justification too. The acceptance keeps to them, so whoever reviews the allocation is told beforehand.
 *
 * @param rows with a place on one of the intakes
 * @param groups of each person as of now; who is not named is known to be in none
 * @param intakes by id
 * @param seed of the allocation
 */
export function keptFromOthers(
  rows: readonly PlaceToAccept[],
  groups: ReadonlyMap<string, GroupsOfPerson>,
  intakes: ReadonlyMap<string, IntakeToAccept & ListedPlaces>,
  terms: { readonly seed: number; readonly today: PlainDate },
): readonly KeptFromOthers[] {
  const ready = new Map(rows.map(({ candidateId }) => [candidateId, { consents: true, isPaused: false, hasPlace: false, referredTo: [], groups: groups.get(candidateId) ?? { programmeCodes: [], targetGroups: [] } }]));
  const judged = judgeAcceptance(rows, ready, new Map(Array.from(intakes).filter(([, intake]) => takesPeople(intake, terms.today))), terms);
  return Array.from(intakes).flatMap(([intakeId, intake]) => {
    const there = rows.filter((row) => row.intakeId === intakeId);
    const passedOver = there.filter(({ candidateId }) => judged.get(candidateId)!.outcome === 'kept-for-others').length;
    if (passedOver === 0) return [];
    const one = { intakeId, people: there.length, passedOver, untilOn: placesLeft(intake, terms.today).fences.at(-1)!.releaseOn };
    return [{ ...one, sentence: inWords(one) }];
  });
}

function inWords({ people, passedOver, untilOn }: Omit<KeptFromOthers, 'sentence'>): string {
  return `${passedOver} of the ${people} who would have a place here would get none if this were accepted now: places are kept for groups to which they are not known to belong, the last of them until ${dateInWords(untilOn)}. Decide on other places for them, accept it then, or have fewer places kept.`;
}
