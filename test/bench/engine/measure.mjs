// Measures one market: the kernel on one and two threads, objects, the same made quick, and PostgreSQL, in turn, several times.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isEligible } from '../../../dist/libs/kernel/src/matching/hard-rules.js';
import { scorePair } from '../../../dist/libs/kernel/src/matching/score.js';
import { lotteryNumber, LOTTERY_RANGE } from '../../../dist/libs/kernel/src/matching/tie-break.js';
import { compile, KernelThreads } from './kernel.mjs';
import { marketOf } from './market.mjs';
import { matchOrdinarily, ordinaryOffers } from './ordinary-objects.mjs';
import { matchPerson, prepareOffers } from './quick-objects.mjs';
import { PostgresMatcher } from './postgres.mjs';

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** People who are judged by the interpreted rules too, pair by pair. */
const JUDGED = 4;

/**
 * Every figure is microseconds a person. `steady` is the median of the rounds, a ratio the median of the ratios of each
 * round, so that whatever else the machine did in a round happened to both sides of it. `cold` has the first passes, among
 * them the one over all opportunities (kernelForOpportunities, microseconds an opportunity), which is not repeated.
 *
 * @param options {name, size, context: {asOfOn, seed, limit}, rounds, sampleCount, postgresUrl, say}
 */
export async function measure({ name, size, context, rounds, sampleCount, postgresUrl, say }) {
  say(`${name}: kernel alone`);
  const alone = await kernelAlone({ name, size, context });
  const market = marketOf(name, size);
  say(`${name}: compiling`);
  const threads = new KernelThreads(compile(market, context.limit), context, 2);
  await threads.ready();
  const opportunities = [...market.opportunities()];
  const numbers = market.sampleNumbers(sampleCount);
  const sample = numbers.map((number) => market.candidate(number));
  say(`${name}: loading PostgreSQL`);
  const postgres = await PostgresMatcher.over(postgresUrl, opportunities, sample, context);
  try {
    const runs = contestants({ market, threads, opportunities, sample, postgres, context });
    const exact = await checkExact({ market, threads, opportunities, numbers, sample, runs, context });
    const times = Object.fromEntries(Object.keys(runs).map((contestant) => [contestant, []]));
    for (let round = 1; round <= rounds; round += 1) {
      say(`${name}: round ${round} of ${rounds}`);
      for (const [contestant, run] of Object.entries(runs)) times[contestant].push((await run()).microsecondsEach);
    }
    const steady = Object.fromEntries(Object.entries(times).map(([contestant, all]) => [contestant, median(all)]));
    const against = (contestant) => median(times[contestant].map((time, round) => time / times.kernelOneThread[round]));
    return {
      title: market.title,
      candidates: market.candidateCount,
      opportunities: market.opportunityCount,
      eligibleEach: alone.eligible / market.candidateCount,
      cold: { ...alone.cold, ...exact.cold, mirroringAPerson: (threads.mirrorMilliseconds * 1000) / market.candidateCount },
      steady,
      sampleCount: sample.length,
      postgresPlan: postgres.plan,
      postgresPlans: postgres.plans,
      memory: alone.memory,
      exact: exact.counts,
      ratios: { postgres: against('postgres'), ordinaryObjects: against('ordinaryObjects'), quickObjects: against('quickObjects'), twoThreads: 1 / against('kernelTwoThreads') },
      rounds: times,
    };
  } finally {
    await Promise.all([threads.end(), postgres.end()]);
  }
}

/** What takes turns. Each gives microseconds a person, and the two on a sample their answers. */
function contestants({ market, threads, opportunities, sample, postgres, context }) {
  const offers = prepareOffers(opportunities, context);
  const ordinary = ordinaryOffers(opportunities);
  const onSample = (match) => {
    const started = performance.now();
    const answers = sample.map(match);
    return { answers, microsecondsEach: ((performance.now() - started) * 1000) / sample.length };
  };
  const kernel = async (count) => ({ microsecondsEach: ((await threads.run(count)) * 1000) / market.candidateCount });
  return {
    kernelOneThread: () => kernel(1),
    kernelTwoThreads: () => kernel(2),
    ordinaryObjects: () => onSample((person) => matchOrdinarily(person, ordinary, context)),
    quickObjects: () => onSample((person) => matchPerson(person, offers, context)),
    postgres: () => postgres.run(),
  };
}

/** The first run of each, compared: throws unless ids, their order, scores and counts are the same for everybody of the sample. */
async function checkExact({ market, threads, opportunities, numbers, sample, runs, context }) {
  const kernelFirst = await runs.kernelOneThread();
  const answers = numbers.map((number) => threads.answerOf(number));
  const ordinary = await runs.ordinaryObjects();
  const plain = await runs.quickObjects();
  const postgres = await runs.postgres();
  const byPerson = new Map(postgres.rows.map((row) => [row.person, row]));
  for (const [at, answer] of answers.entries()) {
    for (const [other, { answers: given }] of [['ordinary objects', ordinary], ['objects made quick', plain]]) {
      const { eligibleCount, indexes, ranks } = given[at];
      same(market, numbers[at], other, answer, { eligible: eligibleCount, numbers: indexes, scores: ranks.map((rank) => Math.floor(rank / LOTTERY_RANGE)) });
    }
    const { eligible, numbers: found, scores } = byPerson.get(at) ?? { eligible: 0, numbers: null, scores: null };
    same(market, numbers[at], 'PostgreSQL', answer, { eligible: Number(eligible), numbers: found ?? [], scores: (scores ?? []).map(Number) });
    if (at < JUDGED) same(market, numbers[at], 'the interpreted rules', answer, judged(sample[at], opportunities, context));
  }
  const kernelForOpportunities = ((await threads.run(1, 'opportunities')) * 1000) / market.opportunityCount;
  const asked = [0, 1].map((half) => Math.floor(((2 * half + 1) * opportunities.length) / 4));
  const peopleJudged = judgedPeople(market, asked, opportunities, context);
  for (const [at, number] of asked.entries()) same(market, number, 'the interpreted rules, for an opportunity,', threads.answerOfOpportunity(number), peopleJudged[at]);
  await runs.kernelTwoThreads();
  for (const [at, number] of numbers.entries()) same(market, number, 'two threads', answers[at], threads.answerOf(number));
  return {
    cold: { ordinaryObjects: ordinary.microsecondsEach, quickObjects: plain.microsecondsEach, postgres: postgres.microsecondsEach, kernelInThread: kernelFirst.microsecondsEach, kernelForOpportunities },
    counts: { ordinaryObjects: sample.length, quickObjects: sample.length, postgres: sample.length, twoThreads: sample.length, interpretedRules: Math.min(JUDGED, sample.length), opportunitiesByInterpretedRules: asked.length },
  };
}

/** The definition for a person: every pair judged and scored by itself, all sorted, cut. */
function judged(person, opportunities, context) {
  return bestOf(opportunities.flatMap((opportunity, number) => pairOf(person, opportunity, number, context)), context);
}

/** The definition for some opportunities, over everybody. */
function judgedPeople(market, asked, opportunities, context) {
  const found = asked.map(() => []);
  let number = 0;
  for (const person of market.candidates()) {
    for (const [at, opportunity] of asked.entries()) found[at].push(...pairOf(person, opportunities[opportunity], number, context));
    number += 1;
  }
  return found.map((pairs) => bestOf(pairs, context));
}

/** A pair with the number of its other side, or nothing. */
function pairOf(person, opportunity, number, { asOfOn, seed }) {
  if (!isEligible(person, opportunity, { asOfOn })) return [];
  return [{ number, lottery: lotteryNumber(seed, person.candidateId, opportunity.opportunityId), score: scorePair(person, opportunity, { asOfOn }).total }];
}

function bestOf(pairs, { limit }) {
  const best = pairs.toSorted((a, b) => b.score - a.score || b.lottery - a.lottery).slice(0, limit);
  return { eligible: pairs.length, numbers: best.map(({ number }) => number), scores: best.map(({ score }) => score) };
}

function same(market, number, other, kernel, answer) {
  if (JSON.stringify(kernel) === JSON.stringify({ eligible: answer.eligible, numbers: answer.numbers, scores: answer.scores })) return;
  throw new Error(`${market.name}, number ${number}: the kernel and ${other} differ:\n${JSON.stringify(kernel)}\n${JSON.stringify(answer)}`);
}

/** Two processes of their own: one that makes the facts, and one that compiles and matches them. */
async function kernelAlone(task) {
  const program = fileURLToPath(new URL('kernel-alone.mjs', import.meta.url));
  const runAlone = async (isBare) => JSON.parse((await promisify(execFile)(process.execPath, [program, JSON.stringify({ ...task, isBare })])).stdout);
  const bare = await runAlone(true);
  const { peakMiB, storageMiB, firstPass, milliseconds, eligible } = await runAlone(false);
  const { candidateCount, opportunityCount } = marketOf(task.name, task.size);
  const each = (time, count) => (time * 1000) / count;
  return {
    eligible,
    cold: {
      kernel: each(firstPass, candidateCount),
      compilingAnOpportunity: each(milliseconds.compiling, opportunityCount),
      packingAPerson: each(Math.max(0, milliseconds.packing - bare.makingPeople), candidateCount),
    },
    memory: { peakMiB: peakMiB - bare.peakMiB, storageMiB, processMiB: peakMiB, bareProcessMiB: bare.peakMiB },
  };
}
