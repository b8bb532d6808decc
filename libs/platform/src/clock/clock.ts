/** The one place where the product reads the time; tests give another. */
export abstract class Clock {
  abstract now(): Date;

  /** Today in London, the day that dates without a time mean here. */
  today(): string {
    return LONDON_DAY.format(this.now());
  }
}

/** sv-SE writes dates as YYYY-MM-DD. */
const LONDON_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
