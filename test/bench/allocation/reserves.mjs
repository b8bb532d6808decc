// What places reserved for a group cost: time against none, score, and how many of the group are placed.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { allocate } from '../../../dist/libs/kernel/src/allocation/allocate.js';
import { checkCertificate } from '../../../dist/libs/kernel/src/allocation/certificate.js';
import { withoutParts, withReserves } from '../../../dist/libs/kernel/src/allocation/reserves.js';
import { Draw } from '../engine/draw.mjs';
import { SEED } from '../engine/market.mjs';
import { writeInstance } from '../peers/instance-file.mjs';
import { runNetworkSimplex } from '../peers/network-simplex.mjs';
import { meanOf, median } from './figures.mjs';

/** Of 1000 people, who are in the group; of 5 places, how many are reserved for it; what a member's score counts more there. */
const MEMBERS_PERMILLE = 50;
const RESERVED_OF = 5;
const ADVANTAGE = 200_000;

/** @param options {title, problem, rounds, networkSimplex: its program or undefined, folder, say} */
export async function measureReserves({ title, problem, rounds, networkSimplex, folder, say }) {
  const draw = new Draw();
  const members = Uint8Array.from({ length: problem.candidateCount }, (_, number) => Number(draw.begin(SEED, 7, number).permille(MEMBERS_PERMILLE)));
  const reserves = Array.from(problem.capacities, (capacity, opportunity) => ({ opportunity, places: Math.floor(capacity / RESERVED_OF), members, isHard: false, advantage: ADVANTAGE })).filter(({ places }) => places > 0);
  const started = performance.now();
  const reserved = withReserves(problem, reserves);
  const splitting = performance.now() - started;
  const without = allocate(problem);
  const parts = allocate(reserved.problem);
  if (!checkCertificate(reserved.problem, parts).holds) throw new Error(`${title}: the certificate does not hold with reserves.`);
  if (networkSimplex !== undefined) await compareParts({ title, problem: reserved.problem, total: parts.total, networkSimplex, folder });
  const times = { without: [], with: [] };
  for (let round = 1; round <= rounds; round += 1) {
    say(`${title}, reserves: round ${round} of ${rounds}`);
    times.without.push(meanOf(() => allocate(problem)));
    times.with.push(meanOf(() => allocate(reserved.problem)));
  }
  const answer = withoutParts(problem, reserved, reserves, parts);
  const membersPlaced = (assignment) => assignment.reduce((sum, opportunity, candidate) => sum + (opportunity >= 0 ? members[candidate] : 0), 0);
  return {
    title,
    reservedPlaces: reserves.reduce((sum, { places }) => sum + places, 0),
    pairs: reserved.problem.opportunities.length,
    milliseconds: { splitting, without: median(times.without), with: median(times.with) },
    ratio: median(times.with.map((time, round) => time / times.without[round])),
    shareOfScore: 1 - answer.total / without.total,
    membersPlaced: { without: membersPlaced(without.assignment), with: membersPlaced(answer.assignment) },
    isComparedWithLemon: networkSimplex !== undefined,
    rounds: times,
  };
}

async function compareParts({ title, problem, total, networkSimplex, folder }) {
  const file = join(folder, 'reserved.bin');
  writeInstance(file, problem);
  const [peer] = await runNetworkSimplex(networkSimplex, 'quick', [file]);
  rmSync(file);
  if (peer.total !== total) throw new Error(`${title}, reserves: this solver's total is ${total}, LEMON's ${peer.total}.`);
}
