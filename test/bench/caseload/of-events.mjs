// The same lists as a developer would ask for without a summary: of the events themselves, past row-level security, which the
// service pays for and these do not. No pause is among the people of the benchmark.
import { LIVE_STATUSES, STANDARD_CASE_LIMITS } from '../../../dist/libs/kernel/src/index.js';

const LIVE = `('${LIVE_STATUSES.filter((status) => status !== 'suggested').join("', '")}')`;
const { stalledDays, noContactDays, contractWeeks } = STANDARD_CASE_LIMITS;

const PERSON = 'candidates.candidates AS person';
const OURS = '($2::uuid IS NULL OR person.organisation_id = $2)';
const LOOKING = `(person.is_seeking OR EXISTS (SELECT FROM brokerage.referrals AS referral WHERE referral.candidate_id = person.candidate_id AND referral.status IN ${LIVE}))`;
const CAME = `(person.created_at AT TIME ZONE 'Europe/London')::date`;

const tasks = (having) => `SELECT candidate_id, min(due_on) AS day FROM brokerage.tasks JOIN ${PERSON} USING (candidate_id) WHERE done_at IS NULL AND ${OURS} GROUP BY candidate_id HAVING min(due_on) ${having}`;
const moved = (statuses, days) => `
  SELECT candidate_id, min(moved_on) AS day
    FROM (SELECT referral.candidate_id, max((occurred_at AT TIME ZONE 'Europe/London')::date) AS moved_on
            FROM brokerage.referrals AS referral JOIN ${PERSON} USING (candidate_id) JOIN brokerage.referral_events USING (referral_id)
           WHERE referral.status IN ${statuses} AND ${OURS} GROUP BY referral.referral_id) AS cases
   GROUP BY candidate_id HAVING min(moved_on) <= $1::date - ${days}`;

/** SQL by list, of a person and the day for which they are on it. $1 is today, $2 an organisation or null. */
const LISTS_OF_EVENTS = {
  overdue: tasks('< $1'),
  today: tasks('= $1'),
  'offers-waiting': moved(`('offered')`, 0),
  'outcome-checks': `SELECT candidate_id, min(next_outcome_check_on) AS day FROM brokerage.referrals JOIN ${PERSON} USING (candidate_id) WHERE ${OURS} GROUP BY candidate_id HAVING min(next_outcome_check_on) <= $1`,
  stalled: moved(LIVE, stalledDays),
  checks: moved(`('checks')`, 0),
  'contract-ending': `SELECT candidate_id, contract_ends_on AS day FROM ${PERSON} WHERE ${OURS} AND contract_ends_on BETWEEN $1 AND $1::date + ${7 * contractWeeks}`,
  'no-contact': `
    SELECT candidate_id, coalesce(max(happened_on) FILTER (WHERE has_reached), ${CAME}) AS day FROM ${PERSON} LEFT JOIN brokerage.contacts USING (candidate_id)
     WHERE ${OURS} AND ${LOOKING} GROUP BY person.candidate_id HAVING coalesce(max(happened_on) FILTER (WHERE has_reached), ${CAME}) <= $1::date - ${noContactDays}`,
  unassigned: `
    SELECT candidate_id, coalesce(max(to_on), ${CAME}) AS day FROM ${PERSON} LEFT JOIN brokerage.assignments USING (candidate_id)
     WHERE ${OURS} AND ${LOOKING} GROUP BY person.candidate_id HAVING count(*) FILTER (WHERE assignment_id IS NOT NULL AND to_on IS NULL) = 0`,
  assigned: `SELECT candidate_id, from_on AS day FROM brokerage.assignments JOIN ${PERSON} USING (candidate_id) WHERE ${OURS} AND to_on IS NULL`,
};

/** A page of a list after $3, $4. */
export const pageOfEvents = (list) => `SELECT candidate_id AS "candidateId", day::text AS day FROM (${LISTS_OF_EVENTS[list]}) AS listed WHERE $1::date IS NOT NULL AND (day, candidate_id) > ($3::date, $4::uuid) ORDER BY day, candidate_id LIMIT 50`;

/** All counts at once. */
export const COUNTS_OF_EVENTS = `SELECT ${Object.entries(LISTS_OF_EVENTS).map(([list, sql]) => `(SELECT count(*)::integer FROM (${sql}) AS listed) AS "${list}"`).join(', ')}`;
