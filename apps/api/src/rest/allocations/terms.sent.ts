import { MOST_GROUPS, MOST_IN_GROUP, MOST_MINIMUMS, MOST_PLACE_VALUE, MOST_POINTS, MOST_RESERVES, MOST_WISHES_EACH, USUAL_ADVANTAGE, type AllocationTerms, type ExcludedPair, type MinimumTerm, type RankingTerm, type ReserveTerm, type WishTerm } from '#lib/kernel';
import { CalendarDate, Entries, Identifier, Identifiers, OneOf, TextLine, WholeNumber, YesOrNo } from '../request-fields.js';

/** Most that one request may name of a kind; a cohort of more people is asked for by what they have in common. */
const MOST_NAMED = 10_000;

export class ReserveBody implements Omit<ReserveTerm, 'releasedOn'> {
  @Identifier({ description: 'Where places are kept.' })
  readonly opportunityId!: string;

  @TextLine(1, 60, { description: 'For the members of this programme, by its code. Its recorded justification is why, and has to be reviewed in time.', example: 'EARN-2026' })
  readonly programmeCode!: string;

  @WholeNumber(1, 1_000_000, { description: 'How many. Of more than there are, those of the reserves named first are kept.', example: 2 })
  readonly places!: number;

  @YesOrNo({ required: false, default: false, description: 'True: nobody else gets them. False: others get what members leave.' })
  readonly isHard: boolean = false;

  @CalendarDate({ required: false, description: 'From this day on they are open to everybody alike; never when left out.' })
  readonly releasedOn?: string;

  @WholeNumber(0, MOST_POINTS, { required: false, default: USUAL_ADVANTAGE, description: 'Of a reserve that is not hard: what a member’s score counts more there. The more, the surer members come first.' })
  readonly advantage: number = USUAL_ADVANTAGE;
}

export class MinimumBody implements MinimumTerm {
  @TextLine(1, 60, { description: 'Members of this programme, by its code; nobody counts in two. Its recorded justification is why.', example: 'EARN-2026' })
  readonly programmeCode!: string;

  @WholeNumber(1, 1_000_000, { description: 'At least so many of them are to have a place, wherever it is.', example: 40 })
  readonly places!: number;
}

export class WishBody implements WishTerm {
  @Identifier({ description: 'Whose.' })
  readonly candidateId!: string;

  @Identifiers(MOST_WISHES_EACH, { required: false, description: 'What they would like, best first.' }, 0)
  readonly opportunityIds: string[] = [];

  @Identifiers(MOST_WISHES_EACH, { required: false, description: 'What they have turned down, and are not given.' }, 0)
  readonly declinedIds: string[] = [];

  @YesOrNo({ required: false, default: false, description: 'True: nothing that is not in the order, nor anything behind what was turned down. False: the order counts `wishPoints`.' })
  readonly isBinding: boolean = false;
}

export class ExcludedPairBody implements ExcludedPair {
  @Identifier({ description: 'Who.' })
  readonly candidateId!: string;

  @Identifier({ description: 'Does not go there.' })
  readonly opportunityId!: string;

  @TextLine(1, 500, { description: 'Why, which is kept with it. Nothing about the person that is not for everybody who looks after them.', example: 'Family works on this ward.' })
  readonly reason!: string;
}

export class GroupBody {
  @Identifiers(MOST_IN_GROUP, { description: 'People who want the same site: whoever of them gets a place gets it there.' }, 2)
  readonly candidateIds!: string[];
}

export class RankingBody implements RankingTerm {
  @Identifier({ description: 'Whose owner ranks people.' })
  readonly opportunityId!: string;

  @Identifiers(MOST_NAMED, { description: 'Best first; everybody else comes after them, by score.' })
  readonly candidateIds!: string[];
}

/** The terms of an allocation; what is left out is without. */
export class TermsBody {
  @OneOf(['optimal', 'stable'], { required: false, default: 'optimal', description: '`optimal`: the greatest sum for all together, proven. `stable`: no candidate and opportunity would both rather have each other; what everybody likes best of that, by wishes, rankings and scores (the value of places, `wishPoints` and `advantage` do not count in it). Either tells how many pairs would.' })
  readonly variant: AllocationTerms['variant'] = 'optimal';

  @WholeNumber(0, MOST_PLACE_VALUE, { required: false, default: 1_000_000, example: 1_000_000, description: 'What it is worth that somebody has a place at all, in points besides the score: the more, the more people are placed rather than fewer at better scores.' })
  readonly placeValue: number = 1_000_000;

  @Entries(0, MOST_RESERVES, ReserveBody, { required: false, description: 'Places kept for members of programmes. They are filled in this order, which decides whom they bring in.' })
  readonly reserves: ReserveBody[] = [];

  @Entries(0, MOST_MINIMUMS, MinimumBody, { required: false, description: 'How many members of programmes are to have a place over the whole market.' })
  readonly minimums: MinimumBody[] = [];

  @WholeNumber(0, MOST_POINTS, { required: false, default: 0, description: 'What a first wish counts in points besides the score; later ones count less by even steps.' })
  readonly wishPoints: number = 0;

  @Entries(0, MOST_NAMED, WishBody, { required: false, description: 'Orders of candidates.' })
  readonly wishes: WishBody[] = [];

  @Entries(0, MOST_NAMED, ExcludedPairBody, { required: false, description: 'Pairs that are not to be, by your decision.' })
  readonly excludedPairs: ExcludedPairBody[] = [];

  @Entries(0, MOST_GROUPS, GroupBody, { required: false, description: 'Groups of people who want the same site.' })
  readonly together: GroupBody[] = [];

  @Entries(0, 1000, RankingBody, { required: false, description: 'For the stable variant, and for counting who would rather have each other: opportunities whose owners rank people by criteria of their own. The others rank by score.' })
  readonly rankings: RankingBody[] = [];
}

/** As the kernel takes them. */
export function termsOf({ variant, placeValue, reserves, minimums, wishPoints, wishes, excludedPairs, together, rankings }: TermsBody): AllocationTerms {
  return { variant, placeValue, reserves: reserves.map(({ opportunityId, programmeCode, places, isHard, releasedOn, advantage }) => ({ opportunityId, programmeCode, places, isHard, releasedOn: releasedOn ?? null, advantage })), minimums, wishPoints, wishes, excludedPairs, together: together.map(({ candidateIds }) => candidateIds), rankings };
}
