import { Clock } from '../../../dist/libs/platform/src/index.js';
import { AS_OF_ON } from '../engine/trades.mjs';

/** A clock that has just struck noon of the market's day when its process starts: on another day other intakes would be open. */
export class MarketClock extends Clock {
  now() {
    return new Date(Date.parse(`${AS_OF_ON}T12:00:00Z`) + performance.now());
  }
}
