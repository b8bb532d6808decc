/** The one place where the product reads the time; tests give another. */
export abstract class Clock {
  #minute = Number.NaN;
  #today = '';

  abstract now(): Date;

  /** Today in London, the day that dates without a time mean here. Every transaction asks for it, and a day begins with a minute. */
  today(): string {
    const now = this.now();
    const minute = Math.floor(now.getTime() / 60_000);
    if (minute !== this.#minute) {
      this.#today = LONDON_DAY.format(now);
      this.#minute = minute;
    }
    return this.#today;
  }
}

/** sv-SE writes dates as YYYY-MM-DD. */
const LONDON_DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
