// A process with nothing in it but the kernel and the facts of a market: at each word from its parent it matches everybody
// with everything on one thread, both ways, and says how long it took. Its argument is JSON: {name, size, context}.
import { PreparedMarket } from '../../../dist/libs/kernel/src/engine/prepared-market.js';
import { LOTTERY_RANGE } from '../../../dist/libs/kernel/src/matching/tie-break.js';
import { heldMarket } from './stored-market.mjs';
import { Stopwatch, timeKernel } from './stopwatch.mjs';

const { name, size, context } = JSON.parse(process.argv[2]);
const { candidates, opportunities } = heldMarket(name, size);
let found = null;

/** What its parent can ask. */
const ANSWERS = {
  /** Matches, and says the seconds of each step. */
  match() {
    const watch = new Stopwatch();
    const letGo = timeKernel(watch);
    const market = watch.inside('prepare the market', () => new PreparedMarket(opportunities, context));
    const { ofCandidates, ofOpportunities } = watch.inside('kernel, packing and results', () => market.match(candidates));
    letGo();
    found = { candidates: ofCandidates, opportunities: ofOpportunities };
    return watch.seconds;
  },
  /** Of some by number: how many are eligible, and numbers and scores of the best of the other side. */
  answers({ side, numbers }) {
    const { limit, eligibleCounts, indexes, ranks } = found[side];
    return numbers.map((row) => {
      const best = Array.from(indexes.subarray(row * limit, (row + 1) * limit)).filter((index) => index !== -1);
      return { eligible: eligibleCounts[row], numbers: best, scores: best.map((_, at) => Math.floor(ranks[row * limit + at] / LOTTERY_RANGE)) };
    });
  },
};

process.on('message', ({ ask, ...terms }) => process.send(ANSWERS[ask](terms)));
process.once('disconnect', () => process.exit(0));
process.send('ready');
