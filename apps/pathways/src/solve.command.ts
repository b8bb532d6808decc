import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readAllocationInstance } from '#lib/exchange';
import { DomainError } from '#lib/platform';
import type { JsonOption } from './json-option.js';
import { printLines, Progress, thousands } from './output.js';
import { solveInstance, type SolvedInstance } from './solve-instance.js';

export interface SolveOptions extends JsonOption {
  readonly file: string;
}

/** pathways solve: needs no database, and keeps nothing. */
export async function solveFile({ file, json }: SolveOptions): Promise<void> {
  const found = await stat(file);
  if (found.isDirectory()) throw new DomainError('exchange/file-not-found', `${file} is a folder. Name a file in it.`);
  const progress = new Progress('{title} [{bar}] {percentage}%');
  const open = (): AsyncGenerator<Buffer> => unpacked(read(file, (bytes) => progress.show('Reading', bytes, found.size, '')));
  const instance = await readAllocationInstance(open(), found.isFile() ? open : null).finally(progress.stop); // a pipe is read once
  // A solve lets no handler run, so a signal has to end the process by itself. Nothing is held that would have to be let go.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
  const solved = solveInstance(instance);
  if (json) process.stdout.write(`${JSON.stringify({ ...solved, assignment: Array.from(solved.assignment) })}\n`);
  else printLines(...inWords(solved, instance.mode), 'Who goes where is in the answer with --json.');
}

async function* read(file: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  const pieces: AsyncIterable<Buffer> = createReadStream(file);
  for await (const piece of pieces) {
    bytes += piece.length;
    onBytes(bytes);
    yield piece;
  }
}

/** What is told as gzip by its first bytes, not by its name, is unpacked. */
async function* unpacked(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { value: first, done } = await packed.next();
  if (done) return;
  const whole = withFirst(first, packed);
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip();
  pipeline(Readable.from(whole), gunzip, () => undefined); // the reader below is told: it is destroyed with the error
  try {
    for await (const piece of gunzip) yield piece as Buffer;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new DomainError('exchange/file-cut-off', 'The gzip file is damaged or was cut off. Pack it again and send the whole of it.', [], { cause: error });
  }
}

async function* withFirst(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function inWords({ total, placed, assignment, certificate, blockingPairs }: SolvedInstance, mode: 'optimal' | 'stable'): string[] {
  const lines = [`${thousands(placed)} of ${thousands(assignment.length)} candidates have a place. Total ${thousands(total)}.`];
  if (mode === 'optimal') lines.push(certificate.holds ? 'Proven: no allocation is better.' : `Not proven: a better one could be better by ${thousands(certificate.gap)} at most.`);
  if (blockingPairs !== null) lines.push(blockingPairs === 0 ? 'Stable: no candidate and opportunity would rather have each other.' : `Pairs of a candidate and an opportunity that would rather have each other: ${thousands(blockingPairs)}. Mode "stable" leaves none.`);
  return lines;
}
