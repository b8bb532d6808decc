import { addDays, NO_EVIDENCE, type PlainDate, type Programme, type Requirement, type ScoreWeights } from '#lib/kernel';
import type { EntityManager } from 'typeorm';
import { CITY_CODE } from './demo-organisations.js';
import { BRINDLEHITHE, COBBLEMERE, DUNMARROW, LARKHOLT } from './demo-geography.js';

export const PROGRAMMES = {
  vaccination: 'DEMO-VACCINATION-TO-VOCATION',
  young: 'DEMO-EARN-AND-LEARN-16-24',
  older: 'DEMO-EARN-AND-LEARN-45-PLUS',
  reskilling: 'DEMO-RESKILLING-COMMUNITIES',
} as const;

/** The four programmes as they stand on a day: all running, with justifications that are still to be reviewed. */
export function demoProgrammes(today: PlainDate): Programme[] {
  const dates = { startsOn: addDays(today, -400), endsOn: addDays(today, 500) };
  const anybody = { minimumAge: null, maximumAge: null, targetGroups: [], areaCodes: [], mostDeprivedDeciles: null, evidence: NO_EVIDENCE, justification: null, reviewOn: null };
  return [
    {
      ...anybody,
      ...dates,
      code: PROGRAMMES.vaccination,
      name: 'From vaccination to vocation',
      targetGroups: ['vaccination-workforce'],
    },
    {
      ...anybody,
      ...dates,
      code: PROGRAMMES.young,
      name: 'Earn and learn, 16 to 24',
      minimumAge: 16,
      maximumAge: 24,
      justification:
        'Aim: first jobs for young people, who are out of work about three times as often as others in the invented City. Proportionate: only a part of the places is kept for them, and every other post stays open to all ages.',
      reviewOn: addDays(today, 150),
    },
    {
      ...anybody,
      ...dates,
      code: PROGRAMMES.older,
      name: 'Earn and learn, 45 and over',
      minimumAge: 45,
      justification:
        'Aim: a second career for people over 45, who wait longest for a new job in the invented City. Proportionate: few places, with training that younger applicants are offered elsewhere.',
      reviewOn: addDays(today, 240),
    },
    {
      ...anybody,
      ...dates,
      code: PROGRAMMES.reskilling,
      name: 'Reskilling communities',
      targetGroups: ['outside-nhs'],
      // For people who live in the four Places with the most deprived neighbourhoods.
      areaCodes: [BRINDLEHITHE, COBBLEMERE, DUNMARROW, LARKHOLT].map(({ ladCode }) => ladCode),
    },
  ];
}

/** Rules as staff would have written them, each as it is sent. */
export const DEMO_RULES: readonly { readonly code: string; readonly requirements: readonly Requirement[]; readonly weights: ScoreWeights | null; readonly note: string }[] = [
  {
    code: PROGRAMMES.vaccination,
    requirements: [{ on: 'choice', anyOf: [{ on: 'skill', code: 'clinical-observations' }, { on: 'skill', code: 'customer-service' }, { on: 'level', atLeast: 2 }] }],
    weights: { skills: 350, travel: 200, pay: 150, interest: 150, schedule: 100, start: 50 },
    note: 'What people have learned at the centres counts most; those without a skill from there need level 2.',
  },
  { code: PROGRAMMES.young, requirements: [{ on: 'travel', atMostMinutes: 60 }], weights: null, note: 'A first job should be near home.' },
];

/** Writes the programmes under the demo City, with rules for some. A programme that is there already takes the dates of today; rules that are there stay. */
export async function loadDemoProgrammes(manager: EntityManager, today: PlainDate): Promise<void> {
  await manager.query(
    `INSERT INTO opportunities.programmes AS present (organisation_id, code, name, starts_on, ends_on, minimum_age, maximum_age, target_groups, area_codes, most_deprived_deciles, justification, review_on)
     SELECT city.organisation_id, given."code", given."name", "startsOn", "endsOn", "minimumAge", "maximumAge", "targetGroups", "areaCodes", "mostDeprivedDeciles", "justification", "reviewOn"
       FROM identity.organisations AS city, jsonb_to_recordset($2::jsonb) AS given (
         "code" text, "name" text, "startsOn" date, "endsOn" date, "minimumAge" smallint, "maximumAge" smallint, "targetGroups" text[],
         "areaCodes" text[], "mostDeprivedDeciles" smallint, "justification" text, "reviewOn" date)
      WHERE city.code = $1
     ON CONFLICT (code) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on, review_on = excluded.review_on
      WHERE present.organisation_id = excluded.organisation_id`,
    [CITY_CODE, JSON.stringify(demoProgrammes(today))],
  );
  await manager.query(
    `INSERT INTO opportunities.rule_versions (programme_code, version_number, requirements, weights, note, recorded_by)
     SELECT programme.code, 1, given."requirements", given."weights", given."note", identity.actor()
       FROM jsonb_to_recordset($1::jsonb) AS given ("code" text, "requirements" jsonb, "weights" jsonb, "note" text)
       JOIN opportunities.programmes AS programme USING (code) JOIN identity.organisations AS city ON city.organisation_id = programme.organisation_id AND city.code = $2
      WHERE NOT EXISTS (SELECT FROM opportunities.rule_versions AS present WHERE present.programme_code = programme.code)`,
    [JSON.stringify(DEMO_RULES), CITY_CODE],
  );
}
