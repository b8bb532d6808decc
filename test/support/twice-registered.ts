import type { DataSource } from 'typeorm';

/** Two records of one person with everything that hangs on people, and whatever of it can be only once. */
export interface TwiceRegistered {
  readonly keptId: string;
  readonly goneId: string;
  readonly duplicateId: string;
}

/** What both have: of most things one each, and at some of them the two meet. $1 the record, $2 whether it is the one that is kept. */
const OF_EACH: readonly string[] = [
  `INSERT INTO brokerage.referrals (candidate_id, intake_id, status, holds_place, ring_fence_id) SELECT $1, intake_id, CASE places WHEN 1 THEN CASE WHEN $2::boolean THEN 'referred' ELSE 'offered' END WHEN 2 THEN 'offered' ELSE 'reviewing' END,
          places = 1 AND NOT $2::boolean OR places = 2, CASE WHEN NOT $2::boolean THEN ring_fence_id END FROM opportunities.intakes AS intake LEFT JOIN (SELECT ring_fence_id, intake_id AS fenced_id FROM opportunities.ring_fences) AS fence ON fenced_id = intake_id WHERE places < 3 OR NOT $2::boolean`,
  `INSERT INTO brokerage.assignments (candidate_id, user_id, from_on, reason_code, assigned_by) SELECT $1, user_id, '2026-01-05', 'taken-on', 'user:x' FROM identity.users WHERE display_name = 'Broker' AND $2::boolean IS NOT NULL`,
  `INSERT INTO brokerage.contacts (candidate_id, happened_on, channel, has_reached, recorded_by) SELECT $1, '2026-02-02', 'call', $2::boolean, 'user:x'`,
  `INSERT INTO brokerage.notes (candidate_id, visibility, body, written_by, node_ids) SELECT $1, 'everybody', CASE WHEN $2::boolean THEN 'a' ELSE 'b' END, 'user:x', '{}'`,
  `INSERT INTO brokerage.tasks (candidate_id, code, due_on, created_by) SELECT $1, CASE WHEN $2::boolean THEN 'call-them' ELSE 'mail-them' END, '2026-07-01', 'user:x'`,
  `INSERT INTO brokerage.messages (key, kind, to_candidate_id, candidate_id) SELECT 'm' || $2::boolean, 'candidate-news', $1, $1`,
  `INSERT INTO brokerage.pathway_plans (candidate_id, organisation_id, goal_step, asked, person, ladders, route, saved_on, saved_by, legs_now, checked_on)
   SELECT $1, organisation_id, 'registered-nurse', '{}', '{}', '[]', '{}', '2026-01-01', 'x' || $2::boolean, '[]', '2026-01-01' FROM candidates.candidates WHERE candidate_id = $1`,
  `INSERT INTO brokerage.fair_registrations (session_id, candidate_id, candidate_organisation_id, status, line_number) SELECT session_id, $1, organisation_id, 'registered', CASE WHEN $2::boolean THEN 1 ELSE 2 END FROM brokerage.fair_sessions, candidates.candidates WHERE candidate_id = $1`,
  `INSERT INTO brokerage.fair_bookings (slot_id, candidate_id) SELECT slot_id, $1 FROM (SELECT slot_id, row_number() OVER (ORDER BY slot_id) = 1 AS is_first FROM brokerage.fair_slots) AS slot WHERE is_first = $2::boolean`,
  `INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on, withdrawn_on) SELECT $1, purpose, 'v1', '2026-01-05', CASE WHEN purpose = 'contact' AND NOT $2::boolean THEN '2026-02-02'::date END FROM unnest(ARRAY['sharing-with-partners', 'contact', CASE WHEN NOT $2::boolean THEN 'story' END]) AS purpose WHERE purpose IS NOT NULL`,
  `INSERT INTO candidates.evidence_events (candidate_id, evidence_code, is_shown, seen_on, actor_id) SELECT $1, 'universal-credit', true, '2026-01-01', 'x' || $2::boolean`,
  `INSERT INTO candidates.pauses (candidate_id, reason_code, from_on, resumes_on, paused_by) SELECT $1, 'asked-to-wait', '2026-05-01', CASE WHEN $2::boolean THEN '2026-07-01'::date END, 'user:x'`,
  `INSERT INTO candidates.qualifications (candidate_id, position, title) SELECT $1, 1, CASE WHEN $2::boolean THEN 'GCSE' ELSE 'NVQ' END`,
  `INSERT INTO identity.role_grants (user_id, organisation_id, role, candidate_id, from_on) SELECT user_id, organisation_id, 'candidate', $1, '2026-01-01' FROM identity.users, candidates.candidates WHERE candidate_id = $1 AND display_name = CASE WHEN $2::boolean THEN 'Kept' ELSE 'Gone' END`,
  `INSERT INTO matching.alerts (candidate_id, opportunity_id, organisation_id, score) SELECT $1, opportunity_id, person.organisation_id, 1 FROM opportunities.opportunities AS opportunity, candidates.candidates AS person WHERE candidate_id = $1 AND (title = 'First' OR NOT $2::boolean)`,
  `INSERT INTO matching.set_aside_pairs (candidate_id, opportunity_id, organisation_id, reason_code, matters, fingerprint, set_on, until_on, is_until_checked, set_by)
   SELECT $1, opportunity_id, person.organisation_id, 'too-far', '{}', '', '2026-05-01', CASE WHEN $2::boolean THEN '2026-07-01'::date END, false, 'x' FROM opportunities.opportunities AS opportunity, candidates.candidates AS person WHERE candidate_id = $1 AND title = 'First'`,
  `INSERT INTO outcomes.claims (referral_id, candidate_id, programme_code, outcome_code, organisation_id, status, claimed_by)
   SELECT referral_id, $1, 'P', outcome, claimant.organisation_id, 'held', 'x' FROM (SELECT referral_id FROM brokerage.referrals WHERE candidate_id = $1 LIMIT 1) AS referral, unnest(ARRAY['start', '13-weeks']) AS outcome, identity.organisations AS claimant
    WHERE claimant.code = CASE WHEN outcome = 'start' OR $2::boolean THEN 'A-BROKER-1' ELSE 'A-BROKER-2' END`,
];

/** Registers somebody twice, the record that is to be kept with the first code. Needs the City A of `cityTree`. */
export async function registerTwice(dataSource: DataSource, keptCode: string, goneCode: string): Promise<TwiceRegistered> {
  await dataSource.query(`
    INSERT INTO identity.users (email, email_fingerprint, display_name) SELECT name, name, name FROM unnest(ARRAY['Broker', 'Kept', 'Gone']) AS name;
    INSERT INTO opportunities.programmes (organisation_id, code, name, starts_on) SELECT organisation_id, 'P', 'P', '2026-01-01' FROM identity.organisations WHERE code = 'A-CITY';
    INSERT INTO opportunities.opportunities (organisation_id, source, reference, kind, title, pathway, attendance, is_unpaid, row_digest) SELECT organisation_id, 'roles-csv', title, 'role', title, 'other', 'remote', false, '' FROM identity.organisations, unnest(ARRAY['First', 'Second']) AS title WHERE code = 'A-TRUST-1';
    INSERT INTO opportunities.intakes (opportunity_id, starts_on, places, places_taken) SELECT opportunity_id, '2026-09-01'::date + places, places, places % 3 FROM opportunities.opportunities, generate_series(1, 3) AS places WHERE title = 'First';
    INSERT INTO opportunities.ring_fences (intake_id, programme_code, places, release_on) SELECT intake_id, 'P', 1, '2026-08-01' FROM opportunities.intakes WHERE places = 2;
    WITH fair AS (INSERT INTO brokerage.fairs (organisation_id, name, first_on, last_on) SELECT organisation_id, 'Fair', '2026-07-01', '2026-07-01' FROM identity.organisations WHERE code = 'A-PLACE-1' RETURNING fair_id),
    session AS (INSERT INTO brokerage.fair_sessions (fair_id, starts_at, ends_at, capacity) SELECT fair_id, '2026-07-01 10:00Z', '2026-07-01 12:00Z', 9 FROM fair RETURNING session_id),
    stand AS (INSERT INTO brokerage.fair_stands (fair_id, organisation_id) SELECT fair_id, organisation_id FROM fair, identity.organisations WHERE code IN ('A-TRUST-1', 'A-TRUST-2') RETURNING stand_id)
    INSERT INTO brokerage.fair_slots (stand_id, session_id, during) SELECT stand_id, session_id, '[2026-07-01 10:00Z,2026-07-01 10:10Z)' FROM stand, session`);
  const add = async (code: string, reference: string): Promise<string> => {
    const [row] = await dataSource.query<{ id: string }[]>(
      `INSERT INTO candidates.candidates (organisation_id, reference, given_name, family_name, present_post, born_on, row_digest) SELECT organisation_id, $2, 'Anna', 'Brown', $2, '1990-03-04', '' FROM identity.organisations WHERE code = $1 RETURNING candidate_id AS id`,
      [code, reference],
    );
    return row!.id;
  };
  const [keptId, goneId] = [await add(keptCode, 'KEPT'), await add(goneCode, 'GONE')];
  for (const sql of OF_EACH) for (const [id, isKept] of [[keptId, true], [goneId, false]]) await dataSource.query(sql, [id, isKept]);
  const [pair] = await dataSource.query<{ duplicateId: string }[]>(
    `INSERT INTO candidates.duplicates (first_id, second_id, first_organisation_id, second_organisation_id, likeness, found_on)
     SELECT one.candidate_id, other.candidate_id, one.organisation_id, other.organisation_id, 'likely', '2026-06-01' FROM candidates.candidates AS one JOIN candidates.candidates AS other ON one.candidate_id < other.candidate_id
     RETURNING duplicate_id AS "duplicateId"`,
  );
  return { keptId, goneId, duplicateId: pair!.duplicateId };
}
