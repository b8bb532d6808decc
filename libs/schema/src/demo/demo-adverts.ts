import { addDays, type PlainDate } from '#lib/kernel';
import { mondayOf } from './demo-dates.js';
import { bandPounds, payYearOf, pounds } from './demo-pay.js';
import { siteOf } from './demo-roles.js';

/** Both feeds tell of this one, so that there is something to recognise. */
const TOLD_TWICE = 'Nursing associate apprentice';

/** Six adverts as the Display Advert API, version 2, answers them. */
export function displayAdvertsJson(today: PlainDate): string {
  const monday = mondayOf(today);
  const on = (weeks: number, time: string): string => `${addDays(monday, weeks * 7)}T${time}Z`;
  const { apprenticeWage } = payYearOf(today);
  const advert = (
    number: number,
    title: string,
    [employer, site]: readonly [code: string, site: number],
    { description, wage, weeks, places, course, more = {} }: {
      description: string;
      wage: Record<string, string | number>;
      weeks: readonly [closes: number, starts: number];
      places: number;
      course: Record<string, string | number>;
      more?: Record<string, unknown>;
    },
  ): Record<string, unknown> => {
    const { name, postcode, town } = siteOf(employer, site);
    return {
      title,
      description,
      numberOfPositions: places,
      postedDate: on(-2, '08:00:00'),
      closingDate: on(weeks[0], '23:59:59'),
      startDate: on(weeks[1], '00:00:00'),
      wage: { workingWeekDescription: 'Monday to Friday, between 8am and 6pm', ...wage },
      hoursPerWeek: 37.5,
      expectedDuration: '18 months',
      addresses: [{ addressLine1: `${number} Station Approach`, addressLine3: town, postcode }],
      employerName: name,
      course: { route: 'Health and science', type: 'apprenticeship', ...course },
      providerName: siteOf('DEMO-TP', 0).name,
      isDisabilityConfident: number % 2 === 0,
      vacancyUrl: `https://adverts.example/VAC900000000${number}`,
      vacancyReference: `VAC900000000${number}`,
      isNationalVacancy: false,
      ...more,
    };
  };
  const yearly = (band: string, zone: 'inner' | 'outer'): Record<string, string | number> => ({ wageType: 'Custom', wageUnit: 'Annually', wageAmount: bandPounds(band, zone, today) });
  const vacancies = [
    advert(1, TOLD_TWICE, ['DEMO-T4', 0], {
      description: 'Two years on the way to registration.', wage: yearly('3', 'outer'), weeks: [7, 16], places: 6, course: { title: 'Nursing associate (level 5)', level: 5 },
    }),
    advert(2, 'Healthcare support worker apprentice', ['DEMO-T5', 1], {
      description: 'Learn on the wards.', wage: yearly('2', 'outer'), weeks: [5, 10], places: 4, course: { larsCode: 103, title: 'Healthcare support worker (level 2)', level: 2 },
    }),
    // Pay in the free text only, which is where most adverts have it.
    advert(3, 'Apprentice care worker', ['DEMO-CA3', 0], {
      description: 'Care, with a qualification.', weeks: [4, 9], places: 3, course: { title: 'Adult care worker (level 2)', level: 2, route: 'Care services' },
      wage: { wageType: 'Custom', wageUnit: 'Unspecified', wageAdditionalInformation: `£${pounds(apprenticeWage + 150)} per hour, rising after probation` },
    }),
    advert(4, 'Apprentice kitchen assistant', ['DEMO-FM2', 0], {
      description: 'A first job with two days a week of learning.', weeks: [3, 8], places: 2, course: { title: 'Production chef (level 2)', level: 2, route: 'Catering and hospitality', type: 'foundationApprenticeship' },
      wage: { wageType: 'ApprenticeshipMinimum', wageUnit: 'Weekly' },
    }),
    advert(5, 'Assistant practitioner apprentice', ['DEMO-T3', 0], {
      description: 'The step between support worker and registered post.', wage: yearly('4', 'inner'), weeks: [9, 18], places: 5,
      course: { larsCode: 102, title: 'Assistant practitioner (health) (level 5)', level: 5 },
    }),
    advert(6, 'Health records apprentice', ['DEMO-T1', 1], {
      description: 'From home or from any hospital of the group.', weeks: [3, 7], places: 10, course: { title: 'Business administrator (level 3)', level: 3, route: 'Business and administration' },
      wage: { wageType: 'CompetitiveSalary', wageUnit: 'Unspecified' },
      more: { isNationalVacancy: true, isNationalVacancyDetails: 'Work from home.' },
    }),
  ];
  return `${JSON.stringify({ vacancies, total: vacancies.length, totalFiltered: vacancies.length, totalPages: 1 }, null, 2)}\n`;
}

/** Eight adverts as the NHS Jobs search answers them: pay and place in free text. */
export function nhsJobsXml(today: PlainDate): string {
  const monday = mondayOf(today);
  const yearly = (band: string, zone: 'inner' | 'outer', more: number): string =>
    `£${bandPounds(band, zone, today).toLocaleString('en-GB')} to £${(bandPounds(band, zone, today) + more).toLocaleString('en-GB')} a year including high cost area supplement`;
  const hourly = pounds(payYearOf(today).nationalLivingWage);
  const adverts: readonly (readonly [title: string, employer: readonly [code: string, site: number], type: string, salary: string, closesInWeeks: number])[] = [
    [TOLD_TWICE, ['DEMO-T4', 0], 'Apprenticeship', yearly('3', 'outer', 0), 7],
    ['Healthcare Assistant - Theatres', ['DEMO-T1', 0], 'Permanent', yearly('2', 'inner', 0), 3],
    ['Outpatient Receptionist, Band 2', ['DEMO-T5', 0], 'Fixed term', yearly('2', 'outer', 0), 4],
    ['Practice Administrator', ['DEMO-GP3', 0], 'Permanent', 'Depends on experience', 5],
    ['Catering & Domestic Assistant', ['DEMO-FM2', 0], 'Bank', `£${hourly} an hour`, 2],
    ['Occupational Therapy Assistant', ['DEMO-T3', 1], 'Permanent', yearly('3', 'inner', 1_700), 6],
    ['Care Coordinator', ['DEMO-GP1', 0], 'Permanent', 'Negotiable, in line with Agenda for Change', 4],
    ['Emergency Care Assistant', ['DEMO-T2', 1], 'Permanent', yearly('3', 'outer', 1_700), 8],
  ];
  const details = adverts.map(([title, [code, site], type, salary, weeks], index) => {
    const { name, postcode, town } = siteOf(code, site);
    // One gives the first half of the postcode only, as some employers do.
    const where = `${town}, ${type === 'Bank' ? postcode.split(' ')[0] : postcode}`;
    return element('vacancyDetails', [
      element('id', String(9_100_001 + index)),
      element('reference', `Z9100-26-${String(index + 1).padStart(4, '0')}`),
      element('title', escaped(title)),
      element('description', escaped(`<p>${title} at ${name}. This advert is invented.</p>`)),
      element('employer', escaped(name)),
      element('type', type),
      element('salary', escaped(salary)),
      element('closeDate', `${addDays(monday, weeks * 7 + 4)}T23:59:59`),
      element('postDate', `${addDays(monday, -10)}T09:30:00`),
      element('url', `https://jobs.example/advert/Z9100-26-${String(index + 1).padStart(4, '0')}`),
      element('locations', element('location', where)),
    ].join(''));
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<nhsJobs><totalPages>1</totalPages><totalResults>${adverts.length}</totalResults>${details.map((advert) => `\n${advert}`).join('')}\n</nhsJobs>\n`;
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
