import { addDays, type PlainDate } from '../calendar/plain-date.js';
import { countInWords, dateInWords } from '../matching/wording.js';
import { programmeProblems, type Programme } from '../programmes/programme-rules.js';
import { TARGET_GROUPS, type TargetGroup } from '../target-groups/target-groups.js';
import { heldInAll, type IntakePlaces } from './ring-fences.js';

/** Places that somebody wants to keep. */
export interface FenceWanted {
  readonly programmeCode: string | null;
  readonly targetGroup: string | null;
  readonly places: number;
  readonly releaseOn: PlainDate;
}

/** The intake on which places are to be kept. */
export interface IntakeToFence extends IntakePlaces {
  readonly startsOn: PlainDate | null;
}

/** What must be put right, and where. */
export interface FenceProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** Groups by age, which is a protected characteristic. */
const GROUPS_BY_AGE: readonly string[] = ['aged-16-24', 'aged-45-plus'] satisfies TargetGroup[];
const GROUPS: readonly string[] = TARGET_GROUPS.filter((group) => !GROUPS_BY_AGE.includes(group));

/**
 * What must be put right before places are kept; empty when nothing. Places for an age group go through a programme whose
 * justification is recorded and holds until the release (Equality Act 2010, s.13(2) and s.158), and so does every other
 * programme with a rule on age.
 *
 * @param programmes that whoever asks can see
 */
export function fenceProblems(wanted: readonly FenceWanted[], intake: IntakeToFence, programmes: readonly Programme[], today: PlainDate): readonly FenceProblem[] {
  if (wanted.length === 0) return [];
  if (intake.isClosed) return [{ pointer: '/fences', detail: 'cannot be set: this start date was moved. Keep places on the intake that took its place' }];
  if (intake.places === null) return [{ pointer: '/fences', detail: 'cannot be set: the advert does not say how many places there are. Send it again with the number' }];
  const problems = wanted.flatMap((fence, index) => [
    ...groupProblems(fence, programmes, today).map(({ pointer, detail }) => ({ pointer: `/fences/${index}${pointer}`, detail })),
    ...(wanted.findIndex((one) => one.programmeCode === fence.programmeCode && one.targetGroup === fence.targetGroup) < index ? [{ pointer: `/fences/${index}`, detail: 'is of a group that is named before. Put its places together' }] : []),
    ...dayProblems(fence.releaseOn, intake.startsOn, today).map((detail) => ({ pointer: `/fences/${index}/releaseOn`, detail })),
  ]);
  const free = Math.max(intake.places - heldInAll(intake), 0);
  const kept = wanted.reduce((sum, fence) => sum + Math.max(fence.places - heldByGroup(intake, fence), 0), 0);
  if (kept > free) problems.push({ pointer: '/fences', detail: `keep ${countInWords(kept, 'place')} that nobody holds yet, but only ${free} of ${intake.places} are left. Keep fewer, or ask for more places` });
  return problems;
}

/** Places that people of the group hold already out of what was kept for it. */
function heldByGroup({ fences, held }: IntakePlaces, group: FenceWanted): number {
  const present = fences.find(({ programmeCode, targetGroup }) => programmeCode === group.programmeCode && targetGroup === group.targetGroup);
  return present === undefined ? 0 : (held.get(present.fenceId) ?? 0);
}

function groupProblems({ programmeCode, targetGroup, releaseOn }: FenceWanted, programmes: readonly Programme[], today: PlainDate): readonly FenceProblem[] {
  if ((programmeCode === null) === (targetGroup === null)) return [{ pointer: '', detail: 'must name a programme or a target group, and not both' }];
  if (targetGroup !== null) {
    if (GROUPS_BY_AGE.includes(targetGroup)) return [{ pointer: '/targetGroup', detail: 'is a group by age. Places are kept for it only through a programme with a recorded justification: name that programme instead' }];
    return GROUPS.includes(targetGroup) ? [] : [{ pointer: '/targetGroup', detail: `must be one of: ${GROUPS.join(', ')}` }];
  }
  const programme = programmes.find(({ code }) => code === programmeCode);
  if (programme === undefined) return [{ pointer: '/programmeCode', detail: 'must be the code of a programme of your City' }];
  const lastKeptOn = addDays(releaseOn, -1);
  const isRunning = programme.startsOn <= lastKeptOn && (programme.endsOn === null || programme.endsOn >= today);
  return [
    ...(isRunning ? [] : [{ pointer: '/programmeCode', detail: 'must be of a programme that runs before the places are released: until then nobody is in it' }]),
    ...programmeProblems(programme, lastKeptOn).map(({ sentence }) => ({ pointer: '/programmeCode', detail: `is of a programme that needs something first. ${sentence}` })),
  ];
}

function dayProblems(releaseOn: PlainDate, startsOn: PlainDate | null, today: PlainDate): readonly string[] {
  if (releaseOn <= today) return ['must be after today. If anybody may have the places now, leave them out'];
  return startsOn !== null && releaseOn > startsOn ? [`must not be after the start, ${dateInWords(startsOn)}: then nobody could have what is left`] : [];
}
