import { SignInService, type OpenIdIdentity } from '#lib/identity';
import { Clock } from '#lib/platform';
import { Controller, Get, Logger, NotFoundException, Req, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../http/access.js';
import { PublicAddress } from '../../http/public-address.js';
import { safeReturnTo } from '../../http/return-to.js';
import { renewSession } from '../../http/session.js';
import { SigningIn } from '../../http/signing-in.js';
import { Pages } from '../layout/pages.js';
import { NOT_FINISHED, toUnknownPersonPage } from './open-id.page.js';
import { OpenIdProvider, ProviderAway } from './open-id-provider.js';

/** How long somebody may take at the provider. */
const JOURNEY_MINUTES = 15;

const CALLBACK = '/sign-in/openid/callback';

/**
 * Signing in with the organisation. A plain link leads there, and not a form: a form would be held to our own
 * addresses by the content security policy, and providers send people on to addresses that nobody can list. What is
 * written by it is the session of whoever follows it, which lets nobody in.
 */
@ApiExcludeController()
@Public()
@Controller('sign-in/openid')
export class OpenIdController {
  private readonly log = new Logger(OpenIdController.name);

  constructor(
    private readonly provider: OpenIdProvider,
    private readonly signIn: SignInService,
    private readonly signingIn: SigningIn,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
    private readonly pages: Pages,
  ) {}

  @Get()
  async begin(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.provider.isConfigured) throw new NotFoundException();
    const { url, ...journey } = await this.provider.begin(this.address.linkTo(CALLBACK, request)).catch(unavailable);
    await renewSession(request, { openId: { ...journey, at: this.clock.now().toISOString(), returnTo: safeReturnTo(request.query['return-to']) } });
    response.redirect(303, url.href);
  }

  @Get('callback')
  async comeBack(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { openId: journey } = request.session;
    delete request.session.openId; // for one answer only
    if (journey === undefined || this.clock.now().getTime() - Date.parse(journey.at) > JOURNEY_MINUTES * 60_000) return this.showNotFinished(request, response);
    let identity: OpenIdIdentity;
    try {
      identity = await this.provider.finish(new URL(this.address.linkTo(request.originalUrl, request)), journey);
    } catch (error) {
      if (error instanceof ProviderAway) return unavailable(error);
      this.log.warn(`An answer of the OpenID provider was not accepted: ${codeOf(error)}`);
      return this.showNotFinished(request, response);
    }
    const userId = await this.signIn.withOpenId(identity);
    if (userId === null) return this.pages.show(request, response, 'layout/error.njk', toUnknownPersonPage(identity), 403);
    await this.signingIn.let(userId, journey.returnTo, request, response);
  }

  private showNotFinished(request: Request, response: Response): void {
    this.pages.show(request, response, 'layout/error.njk', NOT_FINISHED, 403);
  }
}

function unavailable(error: unknown): never {
  if (!(error instanceof ProviderAway)) throw error;
  throw new ServiceUnavailableException('The sign-in of your organisation does not answer. Try again in a few minutes.', { cause: error });
}

/** A word for the log; what a provider says in sentences may be about a person. */
function codeOf(error: unknown): string {
  const { code, error: answered } = error as { code?: unknown; error?: unknown };
  return [code, answered].filter((word): word is string => typeof word === 'string' && /^[\w-]{1,60}$/.test(word)).join(' ') || 'no code';
}
