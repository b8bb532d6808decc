import { readFile } from 'node:fs/promises';
import { readWeights, type ComparedMeasure, type GraderAgreement, type ScoreWeights, type VersionComparison } from '#lib/kernel';
import { QualityQuery } from '#lib/matching';
import { DomainError } from '#lib/platform';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, printTable } from './output.js';
import { OPERATOR, withServices } from './session.js';

export interface QualityOptions extends JsonOption {
  readonly set?: string;
  readonly weights?: string;
  readonly against?: string;
  readonly programme?: string;
  readonly rules?: string;
  readonly rulesAgainst?: string;
}

/** pathways match quality: reads and reports, and puts nothing in force. */
export async function reportQuality(options: QualityOptions): Promise<void> {
  const { set, programme, rules, rulesAgainst, json } = options;
  if (options.weights === undefined && rules === undefined) throw new DomainError('command/nothing-to-try', 'Give what is to be tried: --weights FILE, or --programme CODE with --rules NUMBER.');
  if (programme === undefined && (rules ?? rulesAgainst) !== undefined) throw new DomainError('command/programme-missing', '--rules and --rules-against are versions of a programme: give --programme CODE.');
  const question = {
    setName: set ?? null,
    programmeCode: programme ?? null,
    tried: { weights: await weightsIn('--weights', options.weights), rulesVersion: versionNumber('--rules', rules) },
    against: { weights: await weightsIn('--against', options.against), rulesVersion: versionNumber('--rules-against', rulesAgainst) },
  };
  await withServices(async (services) => {
    const report = await services.get(QualityQuery, { strict: false }).compare(OPERATOR, question);
    if (json) return printJson({ ...question, ...report });
    printComparison(report.comparison, report.seed);
    printLines('', agreementInWords(report.agreement), 'Nothing is in force by this: weights and rules are set in the programme.');
  });
}

async function weightsIn(option: string, path: string | undefined): Promise<ScoreWeights | null> {
  if (path === undefined) return null;
  const { weights, problems } = readWeights(parsed(option, await readFile(path, 'utf8')));
  if (weights === null) throw new DomainError('command/weights-wrong', `The file of ${option} does not hold weights that could be used:`, problems);
  return weights;
}

function parsed(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('command/weights-wrong', `The file of ${option} is not JSON. Write it as {"skills":250,"travel":250,"interest":200,"pay":100,"schedule":100,"start":100}.`);
  }
}

function versionNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw new DomainError('command/not-a-number', `${option} takes the number of a version: 1 is the first, 0 no rules at all.`);
  return Number(text);
}

function printComparison(comparison: VersionComparison, seed: number): void {
  const { precision, ndcg, caseCount, ungradedCases, casesWithoutMatch, changedCases, ungradedPlaces, worstCases } = comparison;
  printLines(comparison.sentence, '');
  if (precision !== null && ndcg !== null) {
    printTable(['Measure', 'Tried', 'Against', 'Difference', '95 % interval'], [rowOf('Precision at 5', precision), rowOf('NDCG at 5', ndcg)]);
    printLines('', `The interval is a paired bootstrap over cases: 9,999 draws, seed ${seed}. The verdict goes by NDCG.`);
  }
  printLines(
    `Cases that count: ${caseCount}. Left out: ${ungradedCases} that nobody graded, ${casesWithoutMatch} in which nothing is graded above 0.`,
    `First five changed in ${changedCases}. Ungraded among the first five, passed over: ${ungradedPlaces.tried} tried, ${ungradedPlaces.against} against.`,
  );
  if (worstCases.length === 0) return;
  printLines('', 'Cases that lose most:');
  printTable(['Case', 'NDCG tried', 'Against', 'Difference'], worstCases.map(({ caseId, tried, against, difference }) => [caseId, share(tried), share(against), signed(difference)]));
}

function rowOf(name: string, { tried, against, difference, low, high }: ComparedMeasure): string[] {
  return [name, share(tried), share(against), signed(difference), `${signed(low)} to ${signed(high)}`];
}

function agreementInWords({ pairCount, sameShare, meanDistance, kappa }: GraderAgreement): string {
  if (sameShare === null || meanDistance === null) return 'No opportunity was graded by two people, so how far they agree is not known.';
  const chance = kappa === null ? 'kappa cannot be worked out, since everybody gave the same grade' : `weighted kappa ${kappa.toFixed(2)}`;
  return `Graders of the same pair: ${Math.round(100 * sameShare)} % of ${pairCount} with the same grade, ${meanDistance.toFixed(2)} grades apart on average, ${chance}.`;
}

function share(value: number): string {
  return value.toFixed(4);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(4)}`;
}
