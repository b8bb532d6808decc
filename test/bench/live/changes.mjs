// How long a change in the database takes until every API process answers by it.
import { Draw } from '../engine/draw.mjs';
import { SEED } from '../engine/market.mjs';
import { Caller, matchesOfCandidate, matchesOfOpportunity } from './api.mjs';
import { figuresOf } from './figures.mjs';

/** Between two questions to the same process, so that asking does not take the processors from those who answer. */
const PAUSE_MS = 4;

const LONGEST_MS = 120_000;

/** One kind changes hundreds of opportunities, by a rule of their programme, and one who is in a programme, of all people. */
const KINDS = ['a person', 'an opportunity', 'a rule of an opportunity', 'a person', 'a rule of a programme', 'the ages of a programme'];

const NOBODY_QUALIFIES = [{ on: 'level', atLeast: 8 }];

/**
 * What each kind does: `ask` finds a pair of the market that fits, of those drawn, and says how to ask whether it is
 * listed; `break` and `mend` change it so that it fits no more, and again.
 */
const CHANGES = {
  'a person': {
    asks: 'opportunity',
    break: ({ candidateId }) => [`UPDATE candidates.candidates SET is_seeking = false WHERE candidate_id = $1`, [candidateId]],
    mend: ({ candidateId }) => [`UPDATE candidates.candidates SET is_seeking = true WHERE candidate_id = $1`, [candidateId]],
  },
  'an opportunity': {
    asks: 'candidate',
    break: ({ opportunityId }) => [`UPDATE opportunities.opportunities SET is_withdrawn = true WHERE opportunity_id = $1`, [opportunityId]],
    mend: ({ opportunityId }) => [`UPDATE opportunities.opportunities SET is_withdrawn = false WHERE opportunity_id = $1`, [opportunityId]],
  },
  'a rule of an opportunity': {
    asks: 'candidate',
    break: ({ opportunityId }) => [newRule('opportunity_id'), [opportunityId, JSON.stringify(NOBODY_QUALIFIES)]],
    mend: ({ opportunityId }) => [earlierRule('opportunity_id'), [opportunityId]],
  },
  'a rule of a programme': {
    asks: 'candidate',
    break: ({ programmeCode }) => [newRule('programme_code'), [programmeCode, JSON.stringify(NOBODY_QUALIFIES)]],
    mend: ({ programmeCode }) => [earlierRule('programme_code'), [programmeCode]],
  },
  // Nobody is old enough, so that an answer is right only when everybody has been judged: it counts all whom the work fits.
  'the ages of a programme': {
    asks: 'opportunity',
    isOfEverybody: true,
    break: ({ programmeCode }) => [`UPDATE opportunities.programmes SET minimum_age = 130, justification = 'As agreed.', review_on = '9999-12-31' WHERE code = $1`, [programmeCode]],
    mend: ({ programmeCode }) => [`UPDATE opportunities.programmes SET minimum_age = NULL, justification = NULL, review_on = NULL WHERE code = $1`, [programmeCode]],
  },
};

/** The newest version and a demand more. */
function newRule(column) {
  return `
    INSERT INTO opportunities.rule_versions (${column}, version_number, requirements, weights, note, recorded_by)
    SELECT asked.id, coalesce(newest.version_number, 0) + 1, coalesce(newest.requirements, '[]') || $2::jsonb, newest.weights, 'More.', 'bench'
      FROM (SELECT ${typed(column)} AS id) AS asked
      LEFT JOIN LATERAL (SELECT * FROM opportunities.rule_versions WHERE ${column} = asked.id ORDER BY version_number DESC LIMIT 1) AS newest ON true`;
}

/** The version before the newest once more; nothing where there was none. */
function earlierRule(column) {
  return `
    INSERT INTO opportunities.rule_versions (${column}, version_number, requirements, weights, note, recorded_by)
    SELECT asked.id, newest.version_number + 1, coalesce(earlier.requirements, '[]'), earlier.weights, 'As before.', 'bench'
      FROM (SELECT ${typed(column)} AS id) AS asked
      JOIN LATERAL (SELECT max(version_number) AS version_number FROM opportunities.rule_versions WHERE ${column} = asked.id) AS newest ON true
      LEFT JOIN opportunities.rule_versions AS earlier ON earlier.${column} = asked.id AND earlier.version_number = newest.version_number - 1`;
}

const typed = (column) => (column === 'programme_code' ? '$1::text' : '$1::uuid');

/**
 * @returns {processes, kinds: {[kind]: figures}, all: figures}, in milliseconds from the end of the transaction until the last
 *   of the processes has answered by it
 */
export async function measureChanges({ apis, owner, market, key, changeCount, say }) {
  const callers = apis.map(({ url }) => new Caller(url, key));
  const times = {};
  const draw = new Draw().begin(SEED, 13, 0);
  try {
    for (let pair = 0; pair * 2 < changeCount; pair += 1) {
      const kind = KINDS[pair % KINDS.length];
      if (pair % KINDS.length === 0) say(`changes ${pair * 2 + 1} to ${Math.min(changeCount, (pair + KINDS.length) * 2)} of ${changeCount}`);
      const fitting = await fittingPair(callers[0], market, draw, kind);
      for (const [way, isFitting] of [['break', false], ['mend', true]]) {
        await owner.query(...CHANGES[kind][way](fitting));
        const committed = performance.now();
        const arrivals = await Promise.all(callers.map((caller) => arrival(caller, fitting, isFitting)));
        (times[kind] ??= []).push(Math.max(...arrivals) - committed);
      }
    }
  } finally {
    for (const caller of callers) caller.close();
  }
  const kinds = Object.fromEntries(Object.entries(times).map(([kind, some]) => [kind, figuresOf(some)]));
  return { processes: apis.length, kinds, all: figuresOf(Object.values(times).flat()) };
}

/** A pair that is listed when its one side is asked for, drawn anew until there is one: {candidateId, opportunityId, programmeCode, path, isAsWanted(answer, isFitting)}. */
async function fittingPair(caller, { candidates, opportunities }, draw, kind) {
  const isOfProgramme = kind.endsWith('of a programme');
  const programmeOf = new Map(opportunities.map(({ opportunityId, programmeCodes }) => [opportunityId, programmeCodes[0]]));
  const canBeDrawn = (opportunityId) => !isOfProgramme || programmeOf.get(opportunityId) !== undefined;
  for (;;) {
    if (CHANGES[kind].asks === 'opportunity') {
      const { opportunityId } = draw.of(opportunities);
      if (!canBeDrawn(opportunityId)) continue;
      const path = matchesOfOpportunity(opportunityId);
      const { matches, eligibleCount } = await caller.get(path);
      if (matches.length > 0) {
        const { candidateId } = draw.of(matches);
        const isListed = (answer) => answer.matches.some((match) => match.candidateId === candidateId);
        const isOfAll = (answer, isFitting) => answer.eligibleCount === (isFitting ? eligibleCount : 0);
        return { candidateId, opportunityId, programmeCode: programmeOf.get(opportunityId), path, isAsWanted: CHANGES[kind].isOfEverybody ? isOfAll : (answer, isFitting) => isListed(answer) === isFitting };
      }
    } else {
      const { candidateId } = draw.of(candidates);
      const path = matchesOfCandidate(candidateId);
      const { matches } = await caller.get(path);
      const some = matches.filter(({ opportunityId }) => canBeDrawn(opportunityId));
      if (some.length > 0) {
        const { opportunityId } = draw.of(some);
        const isListed = (answer) => answer.matches.some((match) => match.opportunityId === opportunityId);
        return { candidateId, opportunityId, programmeCode: programmeOf.get(opportunityId), path, isAsWanted: (answer, isFitting) => isListed(answer) === isFitting };
      }
    }
  }
}

/** When the process answers by the change. */
async function arrival(caller, { path, isAsWanted }, isFitting) {
  const deadline = performance.now() + LONGEST_MS;
  for (;;) {
    const answer = await caller.get(path);
    const now = performance.now();
    if (isAsWanted(answer, isFitting)) return now;
    if (now > deadline) throw new Error(`${path} does not say what the database says.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
