import { addDays, type PlainDate } from '#lib/kernel';
import { DEMO_GEOGRAPHY, DEMO_PLACES, settledPostcodes, type DemoPlace, type DemoPostcode } from './demo-geography.js';
import type { SeededDraws } from './seeded-draws.js';

const GIVEN_NAMES = [
  'Aaliyah', 'Abdi', 'Adaeze', 'Agnieszka', 'Aidan', 'Amina', 'Anjali', 'Ayodele', 'Beatriz', 'Blessing', 'Bogdan', 'Carys', 'Chidi', 'Chloe', 'Daniel', 'Destiny',
  'Dilan', 'Ebony', 'Elif', 'Emeka', 'Esther', 'Farida', 'Fatou', 'Gabriela', 'Grace', 'Hana', 'Harpreet', 'Hassan', 'Ifeoma', 'Imran', 'Ioana', 'Jamal',
  'Jasmine', 'Jerome', 'Joanne', 'Kavita', 'Keisha', 'Khadija', 'Kofi', 'Kwame', 'Lakshmi', 'Leroy', 'Linh', 'Lucia', 'Maja', 'Marcus', 'Mei', 'Michelle',
  'Mohammed', 'Nadia', 'Nasrin', 'Oluwaseun', 'Owen', 'Parveen', 'Patience', 'Precious', 'Rajesh', 'Rosa', 'Samira', 'Shanice', 'Siân', 'Sofia', 'Tariq', 'Thi',
  'Tomasz', 'Tyrone', 'Wei', 'Yasmin', 'Yusuf', 'Zainab', 'Zoë', 'Zuzanna',
];

const FAMILY_NAMES = [
  'Abara', 'Achebe', 'Adeyinka', 'Ahmadi', 'Alvarez', 'Asante', 'Bajwa', 'Barrow', 'Begum', 'Bello', 'Bhattacharya', 'Blackwood', 'Boateng', 'Brathwaite', 'Calloway',
  'Chaudhry', 'Chowdhury', 'Costa', 'D’Souza', 'Danso', 'Demir', 'Desai', 'Diallo', 'Ellerby', 'Eze', 'Farah', 'Fenwick', 'Ferreira', 'Gill', 'Grabowska', 'Greenaway',
  'Gurung', 'Haile', 'Hamidi', 'Hartnell', 'Ibrahim', 'Ionescu', 'Islam', 'Jankowski', 'Joseph', 'Kamara', 'Kaur', 'Kovács', 'Lam', 'Lindqvist', 'Mahmoud', 'Mbele-Rowe',
  'Mensah', 'Mirza', 'Mukherjee', 'Nguyen', 'Nkosi', 'Nowicka', 'O’Hanlon', 'Okafor', 'Okonjo', 'Osei', 'Oyelaran', 'Patel', 'Pereira', 'Petrov', 'Quartey', 'Rahimi',
  'Rashid', 'Santos', 'Sesay', 'Sithole', 'Tesfaye', 'Thornbury', 'Uddin', 'Vasile', 'Warsame', 'Wójcik', 'Yilmaz', 'Zaman', 'Zhang',
];

/** A name of two lists: most of the people so made are nobody. */
export function drawName(draws: SeededDraws): { readonly givenName: string; readonly familyName: string } {
  return { givenName: draws.oneOf(GIVEN_NAMES), familyName: draws.oneOf(FAMILY_NAMES) };
}

/** A birthday of somebody who is `age` at the end of the year that a day lies in, so that it holds for that whole year. */
export function drawBirthday(draws: SeededDraws, age: number, day: PlainDate): PlainDate {
  const firstOfMonth = `${Number(day.slice(0, 4)) - age}-${String(draws.between(1, 12)).padStart(2, '0')}-01`;
  return addDays(firstOfMonth, draws.between(0, 27));
}

const DECILES_2025 = new Map(DEMO_GEOGRAPHY.deprivation.filter(({ edition }) => edition === 2025).map(({ lsoaCode, decile }) => [lsoaCode, decile]));

/** Homes of each Place, the more deprived the area the more often: with pull 0 all alike. */
function homesOf(place: DemoPlace, pull: number): (readonly [DemoPostcode, number])[] {
  return settledPostcodes(place).map((home) => [home, (11 - DECILES_2025.get(home.lsoa21 ?? '')!) ** pull] as const);
}

/** A home within the Place six times out of ten, else anywhere in the City. */
export function drawHome(draws: SeededDraws, place: DemoPlace, pull: number): string {
  const at = draws.chance(0.6) ? place : draws.oneOf(DEMO_PLACES);
  return draws.weighted(homesOf(at, pull)).postcode;
}

function postcodesThat(test: (postcode: DemoPostcode) => boolean): readonly string[] {
  return DEMO_GEOGRAPHY.postcodes.filter(test).map(({ postcode }) => postcode);
}

const ENDED = postcodesThat(({ terminatedMonth }) => terminatedMonth !== null);
const OUTSIDE_ENGLAND = postcodesThat(({ place }) => place === null);
/** Well-formed, and in no directory: new houses, or a slip of one letter. */
const NOT_LISTED = ['ZL3 7XY', 'ZL8 6WB', 'ZL12 8HT', 'ZL17 5JN'];
/** What is written when the postcode was not at hand. */
const NOT_POSTCODES = ['ZL4', 'TBC', 'ZL11 2', 'see file'];
/** NHS stand-ins: no fixed abode, and not known. */
const STAND_INS = ['ZZ99 3VZ', 'ZZ99 3WZ'];

/** The postcode of a person as a file has it: a home, or now and then one of the things that stand there instead. */
export function drawTypedPostcode(draws: SeededDraws, place: DemoPlace, pull: number): string {
  const home = drawHome(draws, place, pull);
  const typed = draws.weighted<readonly string[]>([
    [[home], 90], [[''], 1.5], [NOT_POSTCODES, 0.7], [NOT_LISTED, 2], [STAND_INS, 1.2], [OUTSIDE_ENGLAND, 2.6], [ENDED, 1.5],
  ]);
  return draws.oneOf(typed);
}
