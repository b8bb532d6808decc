import { MatchingQuery, MatchingService, type ExplainedPair, type PairToday, type RunState, type WhatWouldChange } from '#lib/matching';
import { DomainError } from '#lib/platform';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, printTable, Progress, thousands } from './output.js';
import { OPERATOR, withServices, withWorker } from './session.js';

const LOOK_EVERY_MS = 100;
const LARGEST_SEED = 2 ** 31 - 1;

export interface RunOptions extends JsonOption {
  readonly asOf?: string;
  readonly each: string;
  readonly seed?: string;
}

export interface ShowOptions extends JsonOption {
  readonly run?: string;
  readonly candidate?: string;
  readonly opportunity?: string;
}

export interface ExplainOptions extends ShowOptions {
  readonly candidate: string;
  readonly opportunity: string;
}

/** pathways match run */
export async function runMatching({ asOf, each, seed, json }: RunOptions): Promise<void> {
  const request = { asOfOn: asOf, matchesEach: wholeNumber('--each', each, 1, 200), seed: seed === undefined ? undefined : wholeNumber('--seed', seed, 0, LARGEST_SEED) };
  await withWorker(async (services) => {
    const query = services.get(MatchingQuery, { strict: false });
    const runId = await services.get(MatchingService, { strict: false }).requestRun(OPERATOR, request);
    const progress = new Progress('{title} [{bar}] {percentage}% {detail} candidates');
    let state = await query.run(OPERATOR, runId);
    try {
      while (!['done', 'failed', 'cancelled'].includes(state.status)) {
        progress.show('Matching', state.candidatesDone, state.candidateCount ?? 1, `${thousands(state.candidatesDone)} of ${thousands(state.candidateCount ?? 0)}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
        state = await query.run(OPERATOR, runId);
      }
    } finally {
      progress.stop();
    }
    if (state.status !== 'done') throw new DomainError(state.errorCode ?? 'matching/not-done', state.errorDetail ?? 'The run did not end well.');
    if (json) printJson(state);
    else printLines(inWords(state));
  });
}

function wholeNumber(option: string, text: string, from: number, to: number): number {
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number < from || number > to) throw new DomainError('command/not-a-number', `${option} takes a whole number from ${from} to ${to}.`);
  return number;
}

/** pathways match show */
export async function showMatches(options: ShowOptions): Promise<void> {
  refuseUnlikeAnId(options);
  await withServices(async (services) => {
    const query = services.get(MatchingQuery, { strict: false });
    if (options.candidate === undefined && options.opportunity === undefined) {
      const runs = options.run === undefined ? await query.runs(OPERATOR, 20) : [await query.run(OPERATOR, options.run)];
      if (options.json) printJson(runs);
      else printLines(...(runs.length === 0 ? ['There is no run yet. Start one: pathways match run'] : runs.map(inWords)));
      return;
    }
    const { runId } = options.run === undefined ? await query.latestRun(OPERATOR) : await query.run(OPERATOR, options.run);
    const found = options.candidate === undefined ? await query.matchesOfOpportunity(OPERATOR, runId, options.opportunity!) : await query.matchesOfCandidate(OPERATOR, runId, options.candidate);
    if (options.json) {
      printJson({ runId, ...found });
      return;
    }
    const [heading, idOf] = options.candidate === undefined ? (['Candidate id', 'candidateId'] as const) : (['Opportunity id', 'opportunityId'] as const);
    printTable(
      ['Rank', 'Score', 'Candidate', 'Opportunity', 'Employer', heading],
      found.matches.map((match) => [String(match.rank), thousands(match.score), match.candidateReference, match.title, match.employerName ?? '', match[idOf]]),
    );
    printLines(`${thousands(found.eligibleCount)} eligible in all. Run ${runId}.`);
  });
}

/** pathways match explain */
export async function explainMatch(options: ExplainOptions): Promise<void> {
  refuseUnlikeAnId(options);
  await withServices(async (services) => {
    const query = services.get(MatchingQuery, { strict: false });
    const pair = options.run === undefined ? await query.explainToday(OPERATOR, options.candidate, options.opportunity) : await query.explainInRun(OPERATOR, options.run, options.candidate, options.opportunity);
    if (options.json) printJson(pair);
    else printPair(pair);
  });
}

/** What is not even an id cannot be the id of anything. The database would answer with an error of its own. */
function refuseUnlikeAnId({ run, candidate, opportunity }: ShowOptions): void {
  const like = 'An id looks like 019a5c1e-7b42-7c3d-9e10-2f6b8d4a1c55.';
  if (!isLikeAnId(run)) throw new DomainError('matching/run-not-found', `--run takes the id of a run. ${like} List the runs: pathways match show`);
  if (!isLikeAnId(candidate)) throw new DomainError('candidates/candidate-not-found', `--candidate takes the id of a candidate, not a partner's own reference. ${like}`);
  if (!isLikeAnId(opportunity)) throw new DomainError('opportunities/opportunity-not-found', `--opportunity takes the id of an opportunity, not a partner's own reference. ${like}`);
}

function isLikeAnId(text: string | undefined): boolean {
  return text === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function printPair(pair: ExplainedPair | PairToday): void {
  const { basis, asOfOn, explanation, whyNot } = pair;
  const facts = basis === 'today' ? "today's facts" : 'the facts that the run saw';
  printLines(explanation.eligible ? `Eligible, ${thousands(explanation.total)} of 1,000,000 points, on ${facts} (${asOfOn}).` : `Not eligible, on ${facts} (${asOfOn}).`, '');
  printTable(['Part', 'Points', 'Weight', 'Counts', ''], explanation.parts.map((part) => [part.part, thousands(part.points), String(part.weight), thousands(part.contribution), part.sentence]));
  if (explanation.eligible) return;
  printLines('What stands in the way:', ...whyNot.failingRules.map((failing) => `  ${failing.sentence}${failing.remedy === null ? '' : `\n    Would help: ${failing.remedy.sentence}`}`));
  if (whyNot.changes === null) printLines('', 'Nothing that the candidate can change would make it eligible.');
  else printLines('', 'The fewest changes that would make it eligible:', ...whyNot.changes.map(({ sentence }) => `  ${sentence}`));
  if ('whatIf' in pair && pair.whatIf !== null) printWhatIf(pair.whatIf);
}

function printWhatIf({ rank, openings }: WhatWouldChange): void {
  printLines('', rank.sentence, 'Each of them by itself:');
  for (const { sentence, best } of openings) printLines(`  ${sentence}`, ...best.map(({ opportunityId, title }) => `    ${title} (${opportunityId})`));
}

function inWords(state: RunState): string {
  const size = state.candidateCount === null ? '' : `${thousands(state.candidateCount)} candidates x ${thousands(state.opportunityCount ?? 0)} opportunities, `;
  const seconds = state.finishedAt === null ? '' : ` in ${((state.finishedAt.getTime() - state.createdAt.getTime()) / 1000).toFixed(1)} s`;
  return `Run ${state.runId}: ${state.status}${seconds}, ${size}snapshot ${state.snapshotVersion ?? 'not taken yet'}, ${state.ruleVersion}.`;
}
