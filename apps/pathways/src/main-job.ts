import type { CandidatePage } from '#lib/candidates';
import type { HiresReport } from '#lib/equality';
import type { ReferralDetail } from '#lib/brokerage';
import type { UploadState } from '#lib/exchange';
import type { ExplainedPair, RankedMatches, RunState } from '#lib/matching';
import type { DemoFile } from '#lib/schema';
import type { ApiClient } from './api-client.js';

/** What the main job did, for the summary. */
export interface MainJobResult {
  readonly uploads: readonly UploadState[];
  readonly run: RunState;
  readonly pair: ExplainedPair;
  readonly candidateReference: string;
  readonly title: string;
  readonly referral: ReferralDetail;
  readonly report: HiresReport;
}

/** The API as the demo's brokerage calls it, and as its partners do. */
export interface DemoApis {
  readonly broker: ApiClient;
  readonly partners: ApiClient;
}

/** A year back from the month before this one: what a return of last month completes. */
function reportPeriod(today: string): { from: string; to: string } {
  const [year, month] = today.split('-').map(Number) as [number, number];
  const to = new Date(Date.UTC(year, month - 1, 0));
  const from = new Date(Date.UTC(year - 1, month - 1, 1));
  return { from: from.toISOString().slice(0, 10), to: to.toISOString().slice(0, 10) };
}

/**
 * The main job from end to end through the API: partners' files in, everybody matched with everything, one
 * person carried from suggestion to start, and the hires reported. Doing it again changes nothing that is
 * there already.
 */
export async function runMainJob({ broker, partners }: DemoApis, files: readonly DemoFile[], today: string, tell: (step: string) => void): Promise<MainJobResult> {
  const uploads: UploadState[] = [];
  for (const file of files) {
    const api = file.content === 'candidates' ? broker : partners;
    const { uploadId } = await api.upload<UploadState>(`/uploads?content=${file.content}&organisation=${encodeURIComponent(file.organisationCode)}`, file.fileName, file.text);
    uploads.push(await api.untilEnded<UploadState>(`/uploads/${uploadId}`, (state) => tell(`Reading ${file.fileName}: row ${state.rowsDone}`)));
  }

  const { runId } = await broker.post<RunState>('/match-runs', { asOfOn: today });
  const run = await broker.untilEnded<RunState>(`/match-runs/${runId}`, (state) => tell(`Matching: ${state.candidatesDone} of ${state.candidateCount ?? '...'} candidates`));

  tell('Referring');
  const { referral, pair, candidateReference, title } = await carryOneToStart(broker, run, today);
  tell('Reporting');
  const { from, to } = reportPeriod(today);
  const report = await partners.get<HiresReport>(`/reports/hires?from=${from}&to=${to}&edition=2025`);
  return { uploads, run, pair, candidateReference, title, referral, report };
}

/** The first candidate with a match who can be referred is carried to a start, unless that was done before. */
async function carryOneToStart(api: ApiClient, run: RunState, today: string): Promise<Pick<MainJobResult, 'referral' | 'pair' | 'candidateReference' | 'title'>> {
  for (let after: string | null = null; ; ) {
    const page: CandidatePage = await api.get<CandidatePage>(`/candidates?limit=50${after === null ? '' : `&after=${after}`}`);
    for (const candidate of page.candidates) {
      const { matches } = await api.get<RankedMatches>(`/match-runs/${run.runId}/candidates/${candidate.candidateId}`);
      const best = matches[0];
      if (best === undefined || best.kind === 'course') continue; // a course ends in no hire: the demo shows a job
      const pair = await api.get<ExplainedPair>(`/match-runs/${run.runId}/explanation?candidateId=${candidate.candidateId}&opportunityId=${best.opportunityId}`);
      const earlier = await api.get<{ referrals: ReferralDetail[] }>(`/candidates/${candidate.candidateId}/referrals`);
      const referral = earlier.referrals[0] ?? (await referAndStart(api, candidate.candidateId, best.opportunityId, run.runId, today));
      if (referral !== null) return { referral, pair, candidateReference: candidate.reference, title: best.title };
    }
    if (page.next === null) throw new Error('No candidate has a match that a referral can be made for.');
    after = page.next;
  }
}

/** Null when the candidate has not consented to be shown to partners: a broker would ask, the demo takes the next. */
async function referAndStart(api: ApiClient, candidateId: string, opportunityId: string, runId: string, today: string): Promise<ReferralDetail | null> {
  const candidate = await api.get<{ consents: { purpose: string; withdrawnOn: string | null }[] }>(`/candidates/${candidateId}`);
  if (!candidate.consents.some(({ purpose, withdrawnOn }) => purpose === 'sharing-with-partners' && withdrawnOn === null)) return null;
  let referral = await api.post<ReferralDetail>('/referrals', { candidateId, opportunityId, runId });
  for (const event of ['review', 'invite-to-interview', 'offer', 'accept', 'start-checks', 'start']) {
    referral = await api.post<ReferralDetail>(`/referrals/${referral.referralId}/events`, event === 'start' ? { event, startedOn: today } : { event });
  }
  return referral;
}
