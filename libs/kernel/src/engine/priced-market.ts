import type { MarketData } from './market-data.js';

/**
 * A market in which every place has a price: what the matcher finds in `data` as a score is what the pair is worth beyond
 * the price, and may be below 0. Only the constant part of a score differs, so everything else is the market's own.
 */
export class PricedMarket {
  readonly data: MarketData;

  constructor(private readonly market: MarketData) {
    this.data = { ...market, present: new Int32Array(market.present.length), most: new Int32Array(market.most.length), wordMost: new Int32Array(market.wordMost.length) };
  }

  /**
   * @param prices by number of the opportunity (its place among the ids, ascending), whole, from 0 to 2^30
   * @param among by number: 1 for what there is to be had now; null: everything
   */
  setPrices(prices: ArrayLike<number>, among: Uint8Array | null): void {
    const { order, present: fullPresent, most: fullMost } = this.market;
    const { present, most, wordMost } = this.data;
    wordMost.fill(-(2 ** 31));
    present.set(fullPresent);
    for (let slot = 0; slot < order.length; slot += 1) {
      const number = order[slot]!;
      if (number < 0) continue;
      most[slot] = fullMost[slot]! - prices[number]!;
      if (among?.[number] === 0) present[slot >> 5]! &= ~(1 << (slot & 31));
      wordMost[slot >> 5] = Math.max(wordMost[slot >> 5]!, most[slot]!);
    }
  }
}
