/** The rules by which learning is paid for, or why none can be named, each with what to do next. */
export const FUNDING_RULES = {
  'young-people': 'Under 19 a course up to level 3 is free, as a study programme. The college enrols on it.',
  'english-and-maths': 'English and maths up to level 2 are free from 19 for whoever has not reached it.',
  digital: 'Digital skills up to level 1 are free from 19.',
  'first-full-level-2': 'A first full level 2 is free at this age. The college confirms that the course is a full one.',
  'first-full-level-3': 'A first full level 3 is free at this age. The college confirms that the course is a full one.',
  'out-of-work': 'Whoever is out of work is funded in full, on the offers of the adult skills fund that the college has.',
  'low-earnings': 'Whoever earns less than the limit of the year is funded in full, on the offers of the adult skills fund that the college has.',
  'over-the-limit': 'No rule that is recorded pays for it: the earnings reach the limit of the year. Ask the college for the fee and what reduces it.',
  'age-not-known': 'It depends on the age on the start day. Record the date of birth.',
  'level-not-stated': 'The course does not state its level. Ask the college.',
  'level-not-covered': 'Nothing is recorded of the funding at this level. Ask the college or the provider.',
  'home-not-known': 'It depends on where the learner lives: London sets its own rules. Record the postcode.',
  'london-not-recorded': 'The learner lives in London, whose rules are not recorded. A programme lead of the City can add them; until then ask the college.',
  'rules-not-recorded': 'The rules of that day are not recorded. A programme lead of the City can add them.',
  'earnings-not-known': 'It depends on the learner’s earnings. Ask whether they are below the limit of the year.',
  'limit-not-recorded': 'The limit of earnings of that year is not recorded. A programme lead of the City can add it.',
  foundation: 'A foundation apprenticeship is paid for at this age.',
  'foundation-exception': 'At this age a foundation apprenticeship is paid for only in cases such as care leavers. Ask the provider.',
  'apprenticeship-free': 'The employer pays nothing for the training at this age, with or without a levy. The apprentice never does.',
  'apprenticeship-shared': 'An employer that pays no levy pays a part of the training. The apprentice never does.',
} as const;

export type FundingRuleCode = keyof typeof FUNDING_RULES;
