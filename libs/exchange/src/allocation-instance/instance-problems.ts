import { DomainError, type ErrorDetail } from '#lib/platform';

/** As many as somebody mends in one go. */
const MOST_PROBLEMS = 20;

/** What is wrong with an instance, by JSON pointer (RFC 6901): what was expected, what is there and how to mend it. */
export class InstanceProblems {
  private readonly details: ErrorDetail[] = [];

  /** Records a problem. Throws like {@link refuse} when it is the last that is listed. */
  add(pointer: string, detail: string): void {
    this.details.push({ pointer, detail });
    if (this.details.length === MOST_PROBLEMS) this.refuse();
  }

  /** Throws exchange/instance-wrong with all that was recorded, if anything was. */
  refuse(): void {
    const count = this.details.length;
    if (count === 0) return;
    const problems = count === 1 ? 'One thing in the instance has to be mended' : `${count} things in the instance have to be mended${count < MOST_PROBLEMS ? '' : ', and perhaps more'}`;
    throw new DomainError('exchange/instance-wrong', `${problems} before it can be solved:`, this.details);
  }

  /** Records a problem after which nothing more can be read. */
  refuseAt(pointer: string, detail: string): void {
    this.add(pointer, detail);
    this.refuse();
  }
}

/** A number as people read it. */
export function said(value: number): string {
  return value.toLocaleString('en-GB');
}

/** Which numbers there are of something counted from 0. */
export function numbersFrom0(count: number): string {
  return count === 0 ? 'there is none' : `numbers go from 0 to ${said(count - 1)}`;
}
