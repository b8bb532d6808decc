import { SecondFactorService } from '#lib/identity';
import { Clock, Sealer } from '#lib/platform';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { callerOf, SignedIn } from '../../http/access.js';
import { RateLimits } from '../../http/rate-limits.js';
import { renewSession, saveSession } from '../../http/session.js';
import { countsFor } from '../../http/signing-in.js';
import { typed } from '../../http/typed.js';
import { Pages } from '../layout/pages.js';
import { passwordErrors, setUpErrors, toBeginningPage, toRemovalPage, toRenewalPage } from './account.page.js';

const CONTEXT = 'sessions.second_factor';

/** Setting the authenticator app up, turning it off, and the codes for when the phone is gone. */
@ApiExcludeController()
@SignedIn()
@Controller('account')
export class SecondFactorController {
  constructor(
    private readonly secondFactor: SecondFactorService,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly limits: RateLimits,
    private readonly pages: Pages,
  ) {}

  @Get('second-factor/begin')
  showBeginning(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'account/password.njk', toBeginningPage([]));
  }

  /** The secret stays sealed in the session until the app has shown a code of it: after a wrong one it is still the same. */
  @Post('second-factor/begin')
  async begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { userId, password } = await this.countPassword(request);
    const begun = password === '' ? null : await this.secondFactor.begin(userId, password);
    if (begun === null) return this.pages.show(request, response, 'account/password.njk', toBeginningPage(passwordErrors(password)));
    request.session.settingUp = this.sealer.seal(JSON.stringify({ secret: begun.secret, qrSvg: begun.qrSvg }), CONTEXT);
    await saveSession(request);
    response.redirect(303, '/account/second-factor');
  }

  @Get('second-factor')
  showSetUp(@Req() request: Request, @Res() response: Response): void {
    this.showSetUpWith([], request, response);
  }

  /**
   * The recovery codes are the answer itself, without a redirect: nothing keeps them for another page to show. Every
   * session ends with it; this one begins anew, a moment after that.
   */
  @Post('second-factor/confirm')
  async confirm(@Req() request: Request, @Res() response: Response): Promise<void> {
    const userId = callerOf(request).userId!;
    const code = typed(request, 'code');
    if (code.trim() !== '') await this.limits.countAttempt(...countsFor('sign-in', `user:${userId}`, request));
    const codes = code.trim() === '' ? null : await this.secondFactor.confirm(userId, code);
    if (codes === null) return this.showSetUpWith(setUpErrors(code), request, response);
    await renewSession(request, { signedIn: { userId, at: new Date(this.clock.now().getTime() + 1).toISOString() } });
    this.pages.show(request, response, 'account/recovery-codes.njk', { title: 'Keep your recovery codes', isNew: true, codes });
  }

  @Get('second-factor/remove')
  showRemoval(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'account/password.njk', toRemovalPage([]));
  }

  @Post('second-factor/remove')
  async remove(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { userId, password } = await this.countPassword(request);
    if (password === '' || !(await this.secondFactor.remove(userId, password))) return this.pages.show(request, response, 'account/password.njk', toRemovalPage(passwordErrors(password)));
    await renewSession(request, { signedIn: request.session.signedIn! });
    response.redirect(303, '/account?notice=second-factor-off');
  }

  @Get('recovery-codes')
  showRenewal(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'account/password.njk', toRenewalPage([]));
  }

  @Post('recovery-codes')
  async renew(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { userId, password } = await this.countPassword(request);
    const codes = password === '' ? null : await this.secondFactor.renewRecoveryCodes(userId, password);
    if (codes === null) return this.pages.show(request, response, 'account/password.njk', toRenewalPage(passwordErrors(password)));
    this.pages.show(request, response, 'account/recovery-codes.njk', { title: 'Keep your new recovery codes', isNew: false, codes });
  }

  private async countPassword(request: Request): Promise<{ userId: string; password: string }> {
    const userId = callerOf(request).userId!;
    const password = typed(request, 'password');
    if (password !== '') await this.limits.countAttempt(...countsFor('sign-in', `user:${userId}`, request));
    return { userId, password };
  }

  private showSetUpWith(errors: ReturnType<typeof setUpErrors>, request: Request, response: Response): void {
    const { settingUp } = request.session;
    if (settingUp === undefined) return response.redirect(303, '/account');
    const { secret, qrSvg } = JSON.parse(this.sealer.open(settingUp, CONTEXT)) as { secret: string; qrSvg: string };
    this.pages.show(request, response, 'account/second-factor.njk', { title: 'Set up your second factor', errors, secret: secret.replaceAll(/(.{4})(?=.)/g, '$1 '), qrSvg });
  }
}
