import type { AllocationRequest, PlaceDecision } from '#lib/matching';
import { CalendarDate, EXAMPLE_ID, Identifier, Identifiers, Json, OneOf, TextLine, WholeNumber } from '../request-fields.js';
import { TermsBody } from './terms.sent.js';

/** People and opportunities that a request may name; a larger cohort is asked for by what its people have in common. */
const MOST_NAMED = 10_000;

export class NewAllocation extends TermsBody implements AllocationRequest {
  @Identifiers(MOST_NAMED, { required: false, description: 'The cohort by name. Everybody whom you reach and whom the fields below leave, when left out.' })
  readonly candidateIds?: string[];

  @Identifier({ required: false, description: 'Only people who are registered with this organisation.' })
  readonly organisationId?: string;

  @CalendarDate({ required: false, example: '2026-03-01', description: 'Only people whose present contract ends on this day or later.' })
  readonly contractEndsFrom?: string;

  @CalendarDate({ required: false, description: 'Only people whose present contract ends on this day or earlier.' })
  readonly contractEndsTo?: string;

  @TextLine(1, 60, { required: false, description: 'Only members of this programme, by its code.' })
  readonly programmeCode?: string;

  @Identifiers(MOST_NAMED, { required: false, description: 'The market by name. Everything that is open, when left out.' })
  readonly opportunityIds?: string[];

  @CalendarDate({ required: false, description: 'The day on which the rules are judged; today when left out.' })
  readonly asOfOn?: string;

  @WholeNumber(0, 2_147_483_647, { required: false, example: 1948, description: 'Decides between allocations that are worth the same. Drawn when left out, and kept: the same facts and seed give the same people again.' })
  readonly seed?: number;
}

const SOME_OPPORTUNITIES = { description: 'Identifiers of the market of the allocation, or `all`.' };

const SCENARIO = {
  type: 'object',
  additionalProperties: true,
  properties: {
    places: { type: 'array', items: { type: 'object', required: ['opportunityId', 'places'], properties: { opportunityId: { type: 'string', format: 'uuid' }, places: { type: 'integer', minimum: 0 } } }, description: 'How many places there would be.' },
    hourlyPenceMore: { type: 'object', required: ['opportunityIds', 'pence'], properties: { opportunityIds: SOME_OPPORTUNITIES, pence: { type: 'integer', minimum: 1 } }, description: 'Pay goes up where it is stated.' },
    travelMinutesMore: { type: 'integer', minimum: 0, maximum: 120, description: 'Everybody would travel so much longer, one way.' },
    rules: {
      type: 'array',
      items: { type: 'object', required: ['opportunityIds'], additionalProperties: true, properties: { opportunityIds: SOME_OPPORTUNITIES } },
      description: 'What some opportunities would ask for: `withoutSkills`, `withoutChecks` (codes), `minimumLevelAtMost`, `englishLevelAtMost`, `mathsLevelAtMost`, `openToEverybody`, and `demands`, rules as staff write them.',
    },
    terms: { type: 'object', additionalProperties: true, description: 'Terms as of a new allocation; each that is given takes the place of what it was.' },
  },
};

export class NewScenario {
  @TextLine(1, 100, { description: 'What it is called in the comparison.', example: 'Ten places more at the Royal Free' })
  readonly name!: string;

  @Json(SCENARIO, { description: 'What would be otherwise; everything that is left out stays as it is.', example: { travelMinutesMore: 15 } })
  readonly scenario!: unknown;
}

const DECISIONS = ['proposed', 'accepted', 'overridden'] as const;

export class PlaceDecisionBody implements PlaceDecision {
  @Identifier({ description: 'Of the cohort.', example: EXAMPLE_ID })
  readonly candidateId!: string;

  @OneOf(DECISIONS, { description: '`accepted`: the place proposed, whatever is decided of others. `overridden`: another one, or none. `proposed`: takes back what was decided.', example: 'accepted' })
  readonly decision!: PlaceDecision['decision'];

  @Identifier({ required: false, description: 'Of an override: where to, of the market of this allocation; no place when left out. Of an acceptance: the place that you saw, which is refused when it is another by now.' })
  readonly opportunityId?: string;

  @TextLine(1, 500, { required: false, description: 'Of an override, which needs one: why. Nothing about the person that is not for everybody who looks after them.' })
  readonly reason?: string;
}

export class OtherPlaceQuery {
  @Identifier({ required: false, description: 'Another place of the market, to be told why it is not this one.' })
  readonly opportunityId?: string;
}
