import type { Pathway } from '#lib/kernel';

/** The codes that a field may have, for its documentation: the list, and in the description what each of them means. */
export function codes<Code extends string>(meanings: Readonly<Record<Code, string>>, about = ''): { enum: Code[]; description: string } {
  const entries = Object.entries<string>(meanings);
  return { enum: entries.map(([code]) => code as Code), description: [about, ...entries.map(([code, meaning]) => `- \`${code}\`: ${meaning}`)].join('\n').trimStart() };
}

/** What a role or course leads to. */
export const PATHWAYS: Readonly<Record<Pathway, string>> = {
  nursing: 'nursing and nursing support',
  'allied-health': 'physiotherapy, radiography and the other allied health professions',
  pharmacy: 'pharmacy',
  science: 'healthcare science and laboratories',
  ambulance: 'the ambulance service',
  administration: 'administration and reception',
  estates: 'estates and facilities',
  maternity: 'maternity care',
  'social-care': 'social care',
  'pre-entry': 'preparing for work',
  other: 'anything else',
};

/** How somebody may work or learn. */
export const OPPORTUNITY_KINDS = {
  role: 'a paid post',
  apprenticeship: 'a paid post with training that leads to a qualification',
  course: 'a course at a college or online',
  placement: 'work for a time, to gain experience',
} as const;

/** How the weekly half-days of a mask are counted. */
export const HALF_DAYS = 'Half-days of a week as a 21-bit mask: bit = day x 3 + part, day 0 Monday to 6 Sunday, part 0 morning, 1 afternoon, 2 evening or night. 1 is Monday morning, 2097151 all of them.';
