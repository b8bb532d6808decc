import { MatchingQuery, MatchingService, type ExplainedPair, type RunState } from '#lib/matching';
import { DomainError } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { printJson, printLines, printTable, Progress, thousands } from './output.js';
import { withServices, withWorker } from './session.js';

const LOCAL_OPERATOR = { actorId: 'local-operator' };
const LOOK_EVERY_MS = 100;

interface RunOptions {
  readonly asOf?: string;
  readonly each: number;
  readonly seed?: number;
  readonly json?: boolean;
}

interface ShowOptions {
  readonly run?: string;
  readonly candidate?: string;
  readonly opportunity?: string;
  readonly json?: boolean;
}

/** pathways match run | show | explain */
export function addMatchVerbs(group: Command): void {
  group
    .command('run')
    .description('Matches everybody with everything on one snapshot, and waits for the result.')
    .option('--as-of <date>', 'the day that the rules are judged on, as 2026-03-31 (default: today)')
    .option('--each <number>', 'matches to keep for each candidate and opportunity', wholeNumber, 20)
    .option('--seed <number>', 'of the lottery between equal scores (default: drawn and stored)', wholeNumber)
    .option('--json', 'print JSON')
    .action((options: RunOptions) => withWorker((services) => run(services, options)));

  group
    .command('show')
    .description('The best matches of a candidate or an opportunity; without either, how the runs stand.')
    .option('--run <id>', 'which run (default: the newest that ended)')
    .option('--candidate <id>', 'best opportunities for this candidate')
    .option('--opportunity <id>', 'best candidates for this opportunity')
    .option('--json', 'print JSON')
    .action((options: ShowOptions) => withServices((services) => show(services, options)));

  group
    .command('explain')
    .description('A pair taken apart: every rule, the parts of the score, and what would make it eligible.')
    .requiredOption('--candidate <id>', 'the candidate')
    .requiredOption('--opportunity <id>', 'the opportunity')
    .option('--run <id>', 'on the facts that this run saw (default: on the facts of today)')
    .option('--json', 'print JSON')
    .action((options: Required<ShowOptions>) => withServices((services) => explain(services, options)));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new DomainError('command/not-a-number', 'A whole number is expected.');
  return Number(text);
}

async function run(services: INestApplicationContext, options: RunOptions): Promise<void> {
  const query = services.get(MatchingQuery, { strict: false });
  const runId = await services.get(MatchingService, { strict: false }).requestRun(LOCAL_OPERATOR, { asOfOn: options.asOf, matchesEach: options.each, seed: options.seed });
  const progress = new Progress('candidates');
  let state = await query.run(runId);
  while (!['done', 'failed', 'cancelled'].includes(state.status)) {
    progress.show('Matching', state.candidatesDone, state.candidateCount ?? 1, `${thousands(state.candidatesDone)} of ${thousands(state.candidateCount ?? 0)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    state = await query.run(runId);
  }
  progress.stop();
  if (state.status !== 'done') throw new DomainError(state.errorCode ?? 'matching/not-done', state.errorDetail ?? 'The run did not end well.');
  if (options.json) printJson(state);
  else printLines(inWords(state));
}

async function show(services: INestApplicationContext, options: ShowOptions): Promise<void> {
  const query = services.get(MatchingQuery, { strict: false });
  if (options.candidate === undefined && options.opportunity === undefined) {
    const runs = await query.runs(20);
    if (options.json) printJson(runs);
    else printLines(...(runs.length === 0 ? ['There is no run yet. Start one: pathways match run'] : runs.map(inWords)));
    return;
  }
  const runId = options.run ?? (await query.latestRun()).runId;
  const found = options.candidate === undefined ? await query.matchesOfOpportunity(runId, options.opportunity!) : await query.matchesOfCandidate(runId, options.candidate);
  if (options.json) {
    printJson({ runId, ...found });
    return;
  }
  printTable(
    ['Rank', 'Score', 'Candidate', 'Opportunity', 'Employer'],
    found.matches.map((match) => [String(match.rank), thousands(match.score), match.candidateReference, match.title, match.employerName ?? '']),
  );
  printLines(`${thousands(found.eligibleCount)} eligible in all. Run ${runId}.`);
}

async function explain(services: INestApplicationContext, options: Required<ShowOptions>): Promise<void> {
  const query = services.get(MatchingQuery, { strict: false });
  const pair = options.run === undefined ? await query.explainToday(options.candidate, options.opportunity) : await query.explainInRun(options.run, options.candidate, options.opportunity);
  if (options.json) printJson(pair);
  else printPair(pair);
}

function printPair({ basis, asOfOn, explanation, whyNot }: ExplainedPair): void {
  const facts = basis === 'today' ? "today's facts" : 'the facts that the run saw';
  printLines(explanation.eligible ? `Eligible, ${thousands(explanation.total)} of 1,000,000 points, on ${facts} (${asOfOn}).` : `Not eligible, on ${facts} (${asOfOn}).`, '');
  printTable(['Part', 'Points', 'Weight', 'Counts', ''], explanation.parts.map((part) => [part.part, thousands(part.points), String(part.weight), thousands(part.contribution), part.sentence]));
  if (explanation.eligible) return;
  printLines('What stands in the way:', ...whyNot.failingRules.map((failing) => `  ${failing.sentence}${failing.remedy === null ? '' : `\n    Would help: ${failing.remedy.sentence}`}`));
}

function inWords(state: RunState): string {
  const size = state.candidateCount === null ? '' : `${thousands(state.candidateCount)} candidates x ${thousands(state.opportunityCount ?? 0)} opportunities, `;
  const seconds = state.finishedAt === null ? '' : ` in ${((state.finishedAt.getTime() - state.createdAt.getTime()) / 1000).toFixed(1)} s`;
  return `Run ${state.runId}: ${state.status}${seconds}, ${size}snapshot ${state.snapshotVersion ?? 'not taken yet'}, ${state.ruleVersion}.`;
}
