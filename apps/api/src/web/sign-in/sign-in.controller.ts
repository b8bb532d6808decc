import { SignInService } from '#lib/identity';
import { Clock } from '#lib/platform';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { callerOf, Public, SignedIn } from '../../http/access.js';
import { WhenStale } from '../../http/csrf.js';
import { RateLimits } from '../../http/rate-limits.js';
import { safeReturnTo } from '../../http/return-to.js';
import { renewSession } from '../../http/session.js';
import { countsFor, SigningIn } from '../../http/signing-in.js';
import { typed } from '../../http/typed.js';
import { PAGE_TOO_OLD } from '../layout/form-errors.js';
import { type FormError, Pages } from '../layout/pages.js';
import { OpenIdProvider } from '../open-id/open-id-provider.js';
import { codeErrors, signInErrors, SIGN_IN_REFUSED, toCodePage, toSignInPage } from './sign-in.page.js';

/** How long a right password waits for its code. */
const CODE_MINUTES = 10;

@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly signingIn: SigningIn,
    private readonly limits: RateLimits,
    private readonly openId: OpenIdProvider,
    private readonly clock: Clock,
    private readonly pages: Pages,
  ) {}

  @Get('sign-in')
  @Public()
  showSignIn(@Req() request: Request, @Res() response: Response): void {
    const returnTo = safeReturnTo(request.query['return-to']);
    if (callerOf(request).userId !== null) return response.redirect(303, returnTo);
    this.pages.show(request, response, 'sign-in/sign-in.njk', toSignInPage({ returnTo, notice: request.query['notice'], hasOpenId: this.openId.isConfigured }));
  }

  @Post('sign-in')
  @Public()
  @WhenStale('showSignInAgain')
  async trySignIn(@Req() request: Request, @Res() response: Response): Promise<void> {
    const email = typed(request, 'email').trim();
    const password = typed(request, 'password');
    const returnTo = safeReturnTo(typed(request, 'return-to'));
    const missing = signInErrors({ email, password });
    const again = (errors: readonly FormError[]): void => this.pages.show(request, response, 'sign-in/sign-in.njk', toSignInPage({ email, returnTo, errors, hasOpenId: this.openId.isConfigured }));
    if (missing.length > 0) return again(missing);
    const counts = countsFor('sign-in', email, request);
    await this.limits.countAttempt(...counts);
    const result = await this.signIn.withPassword({ email, password, address: request.ip ?? '' });
    if (result.outcome === 'refused') return again(SIGN_IN_REFUSED);
    await this.limits.forgiveAttempt(...counts);
    if (result.outcome === 'signed-in') return this.signingIn.let(result.userId, returnTo, request, response);
    await renewSession(request, { secondFactor: { userId: result.userId, at: this.clock.now().toISOString(), returnTo } });
    response.redirect(303, '/sign-in/code');
  }

  /** Called by the guard against forged requests, when the page had been open for longer than its session. */
  showSignInAgain(request: Request, response: Response): void {
    const page = toSignInPage({ email: typed(request, 'email'), returnTo: safeReturnTo(typed(request, 'return-to')), errors: PAGE_TOO_OLD, hasOpenId: this.openId.isConfigured });
    this.pages.show(request, response, 'sign-in/sign-in.njk', page, 403);
  }

  @Get('sign-in/code')
  @Public()
  showCode(@Req() request: Request, @Res() response: Response): void {
    if (this.awaited(request) === null) return this.backToSignIn(request, response);
    this.pages.show(request, response, 'sign-in/code.njk', toCodePage([]));
  }

  @Post('sign-in/code')
  @Public()
  @WhenStale('backToSignIn')
  async tryCode(@Req() request: Request, @Res() response: Response): Promise<void> {
    const awaited = this.awaited(request);
    if (awaited === null) return this.backToSignIn(request, response);
    const code = typed(request, 'code');
    const counts = countsFor('sign-in', `user:${awaited.userId}`, request);
    if (code.trim() !== '') await this.limits.countAttempt(...counts);
    if (code.trim() === '' || !(await this.signIn.withSecondFactor(awaited.userId, code))) return this.pages.show(request, response, 'sign-in/code.njk', toCodePage(codeErrors(code)));
    await this.limits.forgiveAttempt(...counts);
    await this.signingIn.let(awaited.userId, awaited.returnTo, request, response);
  }

  backToSignIn(_request: Request, response: Response): void {
    response.redirect(303, '/sign-in?notice=code-too-late');
  }

  @Post('sign-out')
  @SignedIn()
  @WhenStale('showSignedOut')
  async signOut(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.signingIn.out(request, false);
    this.showSignedOut(request, response);
  }

  showSignedOut(_request: Request, response: Response): void {
    response.redirect(303, '/sign-in?notice=signed-out');
  }

  private awaited(request: Request): { userId: string; returnTo: string } | null {
    const { secondFactor } = request.session;
    if (secondFactor === undefined) return null;
    return this.clock.now().getTime() - Date.parse(secondFactor.at) < CODE_MINUTES * 60_000 ? secondFactor : null;
  }
}
