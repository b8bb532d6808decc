// How long the API takes to answer what fits at this moment, one question after the other.
import { Draw } from '../engine/draw.mjs';
import { SEED } from '../engine/market.mjs';
import { Caller, matchesOfCandidate, matchesOfOpportunity } from './api.mjs';
import { figuresOf } from './figures.mjs';

/** A fourth of the questions is asked again with a stopwatch inside the API process, and before all others to warm up. */
const WATCHED_SHARE = 4;

/** So many at least, until Node has compiled both ends as well as it ever does. */
const LEAST_WARM_UPS = 2000;

/** So many different ones of a list, in a drawn order that is the same on every machine. */
export function drawn(list, count, kind) {
  const draw = new Draw().begin(SEED, kind, 0);
  const rest = [...list];
  return Array.from({ length: Math.min(count, list.length) }, () => {
    const at = draw.below(rest.length);
    const chosen = rest[at];
    rest[at] = rest.at(-1);
    rest.pop();
    return chosen;
  });
}

/**
 * @param market {candidates, opportunities} as the database holds them
 * @param keys {broker: {key, looksAfter(number of a candidate)}, city: {key}}
 * @returns questions, each {title, isTarget, first: of all, milliseconds: figures, listed and statements: on average,
 *   watched: {whole, steps: [{step, milliseconds}]}: means}
 */
export async function measureAnswers({ api, market, keys, questionCount, say }) {
  const seeking = market.candidates.filter(({ hasMatchingConsent, isSeeking }) => hasMatchingConsent && isSeeking);
  const candidates = (some) => drawn(some, questionCount, 11).map(({ candidateId }) => matchesOfCandidate(candidateId));
  const opportunities = drawn(market.opportunities.filter(({ isOpen }) => isOpen), questionCount, 12).map(({ opportunityId }) => matchesOfOpportunity(opportunityId));
  const own = new Set(market.candidates.filter((_, number) => keys.broker.looksAfter(number)));
  const questions = [
    { title: 'opportunities for a person, a broker asks', isTarget: true, key: keys.broker.key, paths: candidates(seeking.filter((candidate) => own.has(candidate))) },
    { title: 'people for an opportunity, a broker asks', isTarget: true, key: keys.broker.key, paths: opportunities },
    { title: 'opportunities for a person, the City asks', isTarget: false, key: keys.city.key, paths: candidates(seeking) },
    { title: 'people for an opportunity, the City asks', isTarget: false, key: keys.city.key, paths: opportunities },
  ];
  const measured = [];
  for (const { title, isTarget, key, paths } of questions) {
    say(`${title}: ${paths.length} questions`);
    const caller = new Caller(api.url, key);
    measured.push({ title, isTarget, ...(await measureQuestion(api, caller, paths)) });
    caller.close();
  }
  return measured;
}

async function measureQuestion(api, caller, paths) {
  const some = paths.slice(0, Math.ceil(paths.length / WATCHED_SHARE));
  const [{ time: first }] = await timesOf(caller, some);
  for (let asked = some.length; asked < LEAST_WARM_UPS; asked += some.length) await timesOf(caller, some);
  const milliseconds = figuresOf((await timesOf(caller, paths)).map(({ time }) => time));
  await api.ask('watch');
  const watched = await timesOf(caller, some);
  const { seconds, statements } = await api.ask('watched');
  const mean = (total) => total / some.length;
  const steps = Object.entries(seconds).map(([step, total]) => ({ step, milliseconds: mean(total * 1000) }));
  const whole = mean(watched.reduce((sum, { time }) => sum + time, 0));
  const told = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  return {
    first,
    milliseconds,
    listed: mean(watched.reduce((sum, { listed }) => sum + listed, 0)),
    statements: mean(statements),
    watched: { whole, steps: [...steps, { step: 'HTTP, both ends, and what is not told apart', milliseconds: whole - told }] },
  };
}

/** Asks one after the other. Milliseconds until the answer is read, and how many it lists. */
async function timesOf(caller, paths) {
  const times = [];
  for (const path of paths) {
    const started = performance.now();
    const { matches } = await caller.get(path);
    times.push({ time: performance.now() - started, listed: matches.length });
  }
  return times;
}
