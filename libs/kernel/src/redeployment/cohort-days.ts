import { addDays, type PlainDate } from '../calendar/plain-date.js';

/** The Monday of the week of a day. */
export function mondayOf(day: PlainDate): PlainDate {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The first and the last day of a month, as 2028-02. */
export function daysOfMonth(month: string): { readonly from: PlainDate; readonly to: PlainDate } {
  const from = `${month}-01`;
  const afterwards = addDays(from, 31).slice(0, 7); // 31 days after the first is always in the next month
  return { from, to: addDays(`${afterwards}-01`, -1) };
}
