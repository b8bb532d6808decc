import { Clock } from '#lib/platform';

/** A clock that stands at noon of a day until it is set to another. */
export class FixedClock extends Clock {
  constructor(public day: string) {
    super();
  }

  now(): Date {
    return new Date(`${this.day}T12:00:00Z`);
  }
}
