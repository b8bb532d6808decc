// Measures one problem: this solver, LEMON, HiGHS and deferred acceptance, in turn, several times.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { allocate } from '../../../dist/libs/kernel/src/allocation/allocate.js';
import { checkCertificate } from '../../../dist/libs/kernel/src/allocation/certificate.js';
import { stableMatching } from '../../../dist/libs/kernel/src/allocation/stable.js';
import { rankedByScore, totalOf } from '../peers/deferred-acceptance.mjs';
import { Highs } from '../peers/highs.mjs';
import { writeInstance } from '../peers/instance-file.mjs';
import { runNetworkSimplex } from '../peers/network-simplex.mjs';
import { meanOf, median, sum } from './figures.mjs';

/** HiGHS may take so long to load and to solve a problem, in milliseconds. */
const HIGHS_LIMIT = 30_000;

/**
 * Milliseconds of a solve, the median of the rounds; a ratio is the median of the ratios of each round (this solver ÷ the
 * peer), so that whatever else the machine did in a round happened to both. Throws when two exact ones differ in what their
 * allocations are worth, or when the certificate does not hold.
 *
 * @param options {title, problem, rounds, patience, absent, networkSimplex, folder, say}; `patience` says how long a peer
 *   may take for all its rounds together, in milliseconds, before it is not asked again; `absent` has the reason for each
 *   peer that is not asked at all, `networkSimplex` is the program of LEMON's
 */
export async function measure({ title, problem, rounds, patience, absent, networkSimplex, folder, say }) {
  const file = join(folder, 'problem.bin');
  writeInstance(file, problem);
  const contest = new Contest(title, problem);
  let highs = null;
  try {
    say(`${title}: alone`);
    const alone = await solveAlone(file);
    contest.compare('in a process of its own', alone.worth);
    if (!('highs' in absent)) highs = new Highs(file, HIGHS_LIMIT);
    const runs = {
      solver: () => contest.solve(),
      networkSimplex: async () => contest.exact('LEMON', (await runNetworkSimplex(networkSimplex, 'quick', [file]))[0]),
      networkSimplexTextbook: async () => contest.exact('LEMON, textbook', (await runNetworkSimplex(networkSimplex, 'textbook', [file]))[0]),
      highs: async () => contest.exact('HiGHS', await highs.solve()),
      deferredAcceptance: () => contest.accept(),
    };
    const { times, stopped } = await takeTurns(runs, { rounds, patience, absent: { ...absent, ...(await unready(highs)) }, say: (round) => say(`${title}: round ${round} of ${rounds}`) });
    const measured = Object.keys(runs).filter((name) => times[name].length > 0);
    const ratio = (name) => median(times[name].map((time, round) => times.solver[round] / time));
    return {
      title,
      ...contest.figures(),
      milliseconds: Object.fromEntries(measured.map((name) => [name, median(times[name])])),
      ratios: Object.fromEntries(measured.filter((name) => name !== 'solver').map((name) => [name, ratio(name)])),
      stopped,
      alone,
      rounds: times,
    };
  } finally {
    highs?.end();
    rmSync(file);
  }
}

/** Why HiGHS cannot even load the problem, as `absent` has it. */
async function unready(highs) {
  try {
    await highs?.ready();
    return {};
  } catch (error) {
    return { highs: error.message };
  }
}

/** Everyone in turn, round by round. Who fails or takes too long is not asked again: `stopped` says why. */
async function takeTurns(runs, { rounds, patience, absent, say }) {
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  const stopped = { ...absent };
  for (let round = 1; round <= rounds; round += 1) {
    say(round);
    for (const [name, run] of Object.entries(runs)) {
      if (name in stopped) continue;
      try {
        const milliseconds = await run();
        times[name].push(milliseconds);
        const taken = sum(times[name]);
        if (name !== 'solver' && taken > patience && round < rounds) stopped[name] = `${round} of ${rounds} rounds, which took ${(taken / 1000).toFixed(0)} s`;
      } catch (error) {
        if (name !== 'highs' || error instanceof WorthDiffers) throw error;
        stopped[name] = error.message;
      }
    }
  }
  return { times, stopped };
}

class WorthDiffers extends Error {}

/** One problem and what it is worth at best, Σ (score + bonus), on which everyone has to agree. */
class Contest {
  #title;
  #problem;
  #best;
  #worth;
  #certificate;
  #ranked;
  #stable;

  constructor(title, problem) {
    this.#title = title;
    this.#problem = problem;
    this.#best = allocate(problem);
    this.#worth = this.#best.total + problem.bonus * this.#best.placed;
    this.#certificate = checkCertificate(problem, this.#best);
    if (!this.#certificate.holds) throw new Error(`${title}: the certificate does not hold: ${JSON.stringify(this.#certificate)}`);
    this.#ranked = rankedByScore(problem);
  }

  /** Milliseconds of a solve by this solver. */
  solve() {
    return meanOf(() => {
      const { total, placed } = allocate(this.#problem);
      this.compare('another time', total + this.#problem.bonus * placed);
    });
  }

  /** Milliseconds of an exact peer; in its total the bonus is within. */
  exact(peer, { milliseconds, total }) {
    this.compare(peer, total);
    return milliseconds;
  }

  /** Milliseconds of deferred acceptance, whose lists are made beforehand. */
  accept() {
    let matching;
    const milliseconds = meanOf(() => (matching = stableMatching(this.#ranked)));
    this.#stable = { placed: matching.placed, total: totalOf(matching.assignment, this.#problem) };
    if (this.#stable.total > this.#best.total) throw new WorthDiffers(`${this.#title}: deferred acceptance has a better total than the best.`);
    return milliseconds;
  }

  compare(other, worth) {
    if (worth !== this.#worth) throw new WorthDiffers(`${this.#title}: this solver's allocation is worth ${this.#worth}, ${other} ${worth}.`);
  }

  figures() {
    const { candidateCount, capacities, opportunities } = this.#problem;
    const { total, placed } = this.#best;
    return {
      candidates: candidateCount,
      opportunities: capacities.length,
      pairs: opportunities.length,
      places: sum(capacities),
      placed,
      total,
      certificate: this.#certificate,
      deferredAcceptance: { shareOfScoreLost: 1 - this.#stable.total / total, fewerPlaced: placed - this.#stable.placed },
    };
  }
}

async function solveAlone(file) {
  const program = fileURLToPath(new URL('solver-alone.mjs', import.meta.url));
  return JSON.parse((await promisify(execFile)(process.execPath, [program, file])).stdout);
}
