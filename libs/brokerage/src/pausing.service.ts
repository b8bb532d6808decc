import { CandidatesQuery, Pauses, type Pause } from '#lib/candidates';
import { isPausedOn, judgePause, partiesOfCase, pauseInWords, type CaseMove, type CaseStanding, type PauseAsked, type PausePlan } from '#lib/kernel';
import { Clock, Database, DomainError, reading, requireAction, type Actor, type Read } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { CaseMoves, type PersonOfCase } from './case-moves.service.js';
import { reasonsInForce } from './reasons-in-force.js';

/** Whether somebody is paused, and how it was before. */
export interface PausesOfCandidate {
  readonly isPaused: boolean;
  /** Newest first; the first is the one that holds, if one does. */
  readonly pauses: readonly Pause[];
}

/** What a pause would do, or why it cannot be. */
export interface PausePreview {
  readonly isPossible: boolean;
  readonly problem: string | null;
  readonly sentences: readonly string[];
  readonly plan: PausePlan | null;
}

/** Stops new suggestions for a person for a time. Live referrals stay, but for those that are named. */
@Injectable()
export class PausingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly candidates: CandidatesQuery,
    private readonly pauses: Pauses,
    private readonly moves: CaseMoves,
  ) {}

  /** Throws candidates/candidate-not-found. */
  async ofCandidate(actor: Actor, candidateId: string): Promise<PausesOfCandidate> {
    await this.candidates.mustBeInReach(actor, candidateId);
    const pauses = await this.database.readTogether(actor, (read) => this.pauses.of(read, candidateId));
    return { isPaused: pauses.some((pause) => isPausedOn(pause, this.clock.today())), pauses };
  }

  /** What a pause would do, with nothing done: decided by the function by which it is then done. */
  async preview(actor: Actor, candidateId: string, asked: PauseAsked): Promise<PausePreview> {
    return this.database.readTogether(actor, async (read) => {
      const person = await this.candidates.lookedAfter(read, candidateId);
      const cases = await this.moves.liveCases(read, candidateId);
      const judged = judgePause(asked, cases, await this.facts(read, actor, person, cases));
      return judged.ok ? { isPossible: true, problem: null, sentences: pauseInWords(judged.plan), plan: judged.plan } : { isPossible: false, problem: judged.problem, sentences: [], plan: null };
    });
  }

  /** Pauses a person, and ends the referrals that are named, all or nothing. Throws candidates/candidate-not-found and brokerage/pause-not-possible. */
  async pause(actor: Actor, candidateId: string, asked: PauseAsked): Promise<void> {
    requireAction(actor, 'referrals.refer');
    await this.database.write(actor, async (manager) => {
      const read = reading(manager);
      const person = await this.candidates.lookedAfter(read, candidateId);
      const cases = await this.moves.liveCasesForMove(manager, candidateId);
      const facts = await this.facts(read, actor, person, cases);
      const judged = judgePause(asked, cases, facts);
      if (!judged.ok) throw new DomainError('brokerage/pause-not-possible', judged.problem);
      const { reasonCode, span, cancels } = judged.plan;
      await this.pauses.begin(manager, actor, person, { ...span, reasonCode }, facts.today);
      await this.moves.carryOut(manager, actor, person, cancels.map((consequences) => ({ event: 'withdraw', consequences })));
    });
  }

  /** Lets suggestions go to a person again. Throws candidates/candidate-not-found and candidates/not-paused. */
  async resume(actor: Actor, candidateId: string): Promise<void> {
    requireAction(actor, 'referrals.refer');
    await this.database.write(actor, async (manager) => this.pauses.end(manager, actor, await this.candidates.lookedAfter(reading(manager), candidateId), this.clock.today()));
  }

  private async facts(read: Read, actor: Actor, { organisationId }: PersonOfCase, cases: readonly CaseStanding[]): Promise<Pick<CaseMove, 'parties' | 'reasons' | 'today'>> {
    const [first] = cases; // whoever looks after the person stands to all their cases alike
    return { parties: first === undefined ? new Set() : partiesOfCase(first, actor.parties), reasons: await reasonsInForce(read, organisationId), today: this.clock.today() };
  }
}
