// Everything that bench:allocation measures: families by size, England, changes, reserves, all pairs.
import { highsAbsence } from '../peers/highs.mjs';
import { compileNetworkSimplex } from '../peers/network-simplex.mjs';
import { measureAllPairs } from './all-pairs.mjs';
import { measureChanges } from './changes.mjs';
import { ENGLAND, FAMILIES, SIZES, TARGET_SIZE } from './families.mjs';
import { measure } from './measure.mjs';
import { measureReserves } from './reserves.mjs';
import { judgeTargets } from './targets.mjs';

/** How often everything is measured, and how long a peer may take for that of one problem, in milliseconds. */
const WHOLE = { rounds: 5, patience: 10_000 };
const QUICK = { rounds: 3, patience: 2000 };
const PATIENCE_ENGLAND = 150_000;

/** Changes in each round: a change of what is made to be hard may take long. */
const CHANGES = { market: 4000, adversarial: 400 };

/** What is measured on no machine. */
const NEVER_MEASURED = { 'OR-Tools': 'it is neither in Debian nor in npm' };

const isTargetSize = ({ size }) => size === TARGET_SIZE;

/** @param options {isQuick, withEngland, folder: for files that peers read, say} */
export async function measureAll({ isQuick, withEngland, folder, say }) {
  const { program, absence } = compileNetworkSimplex(folder);
  const absent = {
    ...(absence === undefined ? {} : { networkSimplex: absence, networkSimplexTextbook: absence }),
    ...(highsAbsence() === null ? {} : { highs: highsAbsence() }),
  };
  for (const [peer, reason] of Object.entries({ ...NEVER_MEASURED, ...absent })) process.stderr.write(`\n*** ${peer} IS NOT MEASURED: ${reason}. ***\n\n`);
  const options = { ...(isQuick ? QUICK : WHOLE), networkSimplex: program, folder, say };
  const found = { families: [], changes: [], reserves: [], allPairs: [], england: null };
  for (const size of isQuick ? SIZES.filter((one) => one !== TARGET_SIZE) : SIZES) await measureSize(found, size, absent, options);
  if (withEngland) {
    const title = titleOf(ENGLAND, { candidateCount: 1_000_000, opportunityCount: 50_000 });
    found.england = await measure({ ...options, patience: PATIENCE_ENGLAND, title, problem: ENGLAND.problemOf(), absent: { ...absent, highs: 'not asked: smaller problems are too large for it' } });
  }
  return { rounds: options.rounds, absent: { ...NEVER_MEASURED, ...absent }, ...found, targets: judgeTargets(found, isTargetSize) };
}

/** All families of one size; changes of each; reserves and all pairs of the markets, but of the smallest. */
async function measureSize(found, size, absent, options) {
  const absentHere = { ...absent };
  for (const [name, family] of Object.entries(FAMILIES)) {
    const title = titleOf(family, size);
    options.say(`${title}: making the problem`);
    const problem = family.problemOf(size);
    const about = { name, isAdversarial: family.isAdversarial, size };
    const ofFamily = await measure({ ...options, title, problem, absent: absentHere });
    found.families.push({ ...about, ...ofFamily });
    if (!('highs' in ofFamily.milliseconds) && !('highs' in absentHere)) absentHere.highs = `not asked: ${title}: ${ofFamily.stopped.highs}`;
    found.changes.push({ ...about, ...measureChanges({ ...options, title, problem, count: family.isAdversarial ? CHANGES.adversarial : CHANGES.market }) });
    if (family.isAdversarial || size === SIZES[0]) continue;
    found.reserves.push({ ...about, ...(await measureReserves({ ...options, title, problem })) });
    found.allPairs.push({ ...about, ...(await measureAllPairs({ ...options, name: family.market, title, size })) });
  }
}

const titleOf = ({ title }, { candidateCount, opportunityCount }) => `${title}, ${thousands(candidateCount)} × ${thousands(opportunityCount)}`;

const thousands = (count) => (count % 1000 === 0 ? `${count / 1000}k` : String(count));
