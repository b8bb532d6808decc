import { SignInService } from '#lib/identity';
import { Clock } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callerOf } from './access.js';
import { countedAddress } from './client-address.js';
import type { LimitName } from './rate-limits.js';
import { endSession, renewSession } from './session.js';

/** Where every way of signing in ends, and where signing out does. */
@Injectable()
export class SigningIn {
  constructor(
    private readonly signIn: SignInService,
    private readonly clock: Clock,
  ) {}

  /** Begins the session of somebody who has proved who they are, and sends them where they wanted to go. */
  async let(userId: string, returnTo: string, request: Request, response: Response): Promise<void> {
    await this.signIn.recordSignIn(userId);
    await renewSession(request, { signedIn: { userId, at: this.clock.now().toISOString() } });
    response.redirect(303, returnTo);
  }

  /** Ends the session, and with `everywhere` every other one of the same person. */
  async out(request: Request, everywhere: boolean): Promise<void> {
    const { userId } = callerOf(request);
    await endSession(request);
    if (userId !== null) await this.signIn.recordSignOut(userId, everywhere);
  }
}

/** What an attempt on an account counts for: the account, and the address that it comes from. */
export function countsFor(kind: 'sign-in' | 'link', account: string, request: Request): readonly [readonly [LimitName, string], readonly [LimitName, string]] {
  return [[`${kind}-address`, countedAddress(request.ip)], [`${kind}-account`, account]];
}
