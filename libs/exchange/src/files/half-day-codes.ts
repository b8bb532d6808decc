import { accepted, refused, type CellRule } from './row-cells.js';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const PARTS = [
  ['am', 'morning'],
  ['pm', 'afternoon'],
  ['eve', 'evening', 'night'],
];

/** Every half-day of the week by its code: 'mon-am' is bit 0, 'sun-eve' bit 20. */
const HALF_DAYS: ReadonlyMap<string, number> = new Map(
  DAYS.flatMap((day, row) =>
    PARTS.flatMap((names, part) => [day.slice(0, 3), day].flatMap((spelling) => names.map((name) => [`${spelling}-${name}`, 1 << (row * 3 + part)] as const))),
  ),
);

const ANY = (1 << 21) - 1;
const EVENINGS = 0b100_100_100_100_100_100_100;
const FIVE_DAYS = (1 << 15) - 1;

/** Words for many half-days at once. Weekdays are the days without their evenings, which have a word of their own. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['any', ANY],
  ['anytime', ANY],
  ['weekdays', FIVE_DAYS & ~EVENINGS],
  ['weekends', ANY & ~FIVE_DAYS],
  ['evenings', EVENINGS],
  ['nights', EVENINGS],
]);

/** Half-days of a week, separated by semicolons or commas, as a 21-bit mask: 'mon-am; weekends; Tuesday evening'. */
export const readHalfDays: CellRule<number> = (cell) => {
  let mask = 0;
  for (const item of cell.split(/[;,]/)) {
    const code = item.trim().toLowerCase().replace(/[\s_-]+/g, '-');
    if (code === '') continue;
    const bits = HALF_DAYS.get(code) ?? WORDS.get(code.replaceAll('-', ''));
    if (bits === undefined) {
      return refused(
        'half-day-unknown',
        'This is not a list of half-days.',
        'Use codes such as mon-am;mon-pm;tue-eve, or weekdays (without evenings), weekends, evenings or any, with semicolons between them.',
      );
    }
    mask |= bits;
  }
  return accepted(mask);
};
