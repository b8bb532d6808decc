/**
 * What a merge does with every column that names a person. A new one is added here, with what becomes of it: a test
 * reads the catalogue and fails until it is.
 */
export const CARRIED: readonly (readonly [table: string, column: string, treatment: 'follows' | 'settled' | 'stays' | 'derived'])[] = [
  ['brokerage.assignments', 'candidate_id', 'settled'], ['brokerage.bulk_outcomes', 'candidate_id', 'stays'], ['brokerage.case_summaries', 'candidate_id', 'derived'], ['brokerage.contacts', 'candidate_id', 'follows'],
  ['brokerage.fair_bookings', 'candidate_id', 'settled'], ['brokerage.fair_registrations', 'candidate_id', 'settled'], ['brokerage.messages', 'candidate_id', 'follows'], ['brokerage.messages', 'to_candidate_id', 'follows'],
  ['brokerage.notes', 'candidate_id', 'follows'], ['brokerage.pathway_plans', 'candidate_id', 'follows'], ['brokerage.redeployment_records', 'candidate_id', 'settled'], ['brokerage.referrals', 'candidate_id', 'settled'],
  ['brokerage.tasks', 'candidate_id', 'follows'], ['candidates.candidates', 'candidate_id', 'settled'], ['candidates.candidates', 'merged_into_id', 'settled'], ['candidates.consents', 'candidate_id', 'settled'],
  ['candidates.duplicates', 'first_id', 'derived'], ['candidates.duplicates', 'second_id', 'derived'], ['candidates.evidence_events', 'candidate_id', 'settled'], ['candidates.likeness_keys', 'candidate_id', 'derived'],
  ['candidates.merges', 'kept_id', 'stays'], ['candidates.merges', 'merged_id', 'stays'], ['candidates.pauses', 'candidate_id', 'settled'], ['candidates.qualifications', 'candidate_id', 'settled'],
  ['identity.role_grants', 'candidate_id', 'settled'], ['matching.alerts', 'candidate_id', 'settled'], ['matching.allocation_places', 'candidate_id', 'settled'], ['matching.candidate_matches', 'candidate_id', 'stays'],
  ['matching.opportunity_matches', 'candidate_ids', 'stays'], ['matching.set_aside_pairs', 'candidate_id', 'settled'], ['outcomes.claims', 'candidate_id', 'settled'],
];

/** Where a row that is written while two records are put together follows, and its columns that name a person and with whom the person is. */
export const FOLLOWING: readonly (readonly [table: string, columns?: string])[] = [
  ['brokerage.referrals'], ['brokerage.assignments'], ['brokerage.contacts'], ['brokerage.notes'], ['brokerage.tasks'], ['brokerage.messages', `'candidate_id', '', 'to_candidate_id', ''`], ['brokerage.fair_bookings'], ['brokerage.fair_registrations'],
  ['brokerage.pathway_plans', `'candidate_id', 'organisation_id'`], ['brokerage.redeployment_records'], ['candidates.pauses'], ['candidates.evidence_events'], ['matching.set_aside_pairs', `'candidate_id', 'organisation_id'`], ['outcomes.claims'],
];

/** Facts of a record that can be taken over into the other. */
export const FACTS = [
  'given_name', 'family_name', 'email', 'phone', 'born_on', 'postcode', 'present_post', 'is_nhs_employee', 'contract_ends_on', 'vaccination_role', 'vaccination_role_ended_on', 'level', 'english_level', 'maths_level',
  'skill_codes', 'check_codes', 'slots', 'travel_mode', 'travel_limit_minutes', 'pathway_interests', 'minimum_hourly_pence', 'available_from_on', 'needs',
] as const;
