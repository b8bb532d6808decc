import type { PlainDate } from '../calendar/plain-date.js';
import type { TravelSource } from './imported-ways.js';

/** What a run of the engine needs besides the facts. */
export interface EngineContext {
  /** The day of the run. */
  readonly asOfOn: PlainDate;
  /** Of the lottery between equal scores, a whole number; its low 32 bits count. */
  readonly seed: number;
  /** How many to keep for each, a whole number from 0. */
  readonly limit: number;
  readonly travelTimes?: TravelSource | undefined;
}
