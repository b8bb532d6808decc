import { AccountLinksService, SignInService } from '#lib/identity';
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../http/access.js';
import { WhenStale } from '../../http/csrf.js';
import { PublicAddress } from '../../http/public-address.js';
import { RateLimits } from '../../http/rate-limits.js';
import { countsFor, SigningIn } from '../../http/signing-in.js';
import { typed } from '../../http/typed.js';
import { emailErrors, LINK_NOT_USABLE, PAGE_TOO_OLD } from '../layout/form-errors.js';
import { Pages } from '../layout/pages.js';

/** Candidates have no password: they are sent a link. */
@ApiExcludeController()
@Public()
@Controller('sign-in')
export class SignInLinkController {
  constructor(
    private readonly links: AccountLinksService,
    private readonly signIn: SignInService,
    private readonly signingIn: SigningIn,
    private readonly limits: RateLimits,
    private readonly address: PublicAddress,
    private readonly pages: Pages,
  ) {}

  @Get('link')
  showRequest(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'sign-in-link/sign-in-link.njk', { title: 'Get a link to sign in' });
  }

  @Post('link')
  @WhenStale('showRequestAgain')
  async sendLink(@Req() request: Request, @Res() response: Response): Promise<void> {
    const email = typed(request, 'email').trim();
    const errors = emailErrors(email);
    if (errors.length > 0) return this.pages.show(request, response, 'sign-in-link/sign-in-link.njk', { title: 'Get a link to sign in', email, errors });
    await this.limits.countAttempt(...countsFor('link', email, request));
    await this.links.send('sign-in', email, (token) => this.address.linkTo(`/sign-in/link/${token}`, request));
    response.redirect(303, '/sign-in/link-sent');
  }

  showRequestAgain(request: Request, response: Response): void {
    this.pages.show(request, response, 'sign-in-link/sign-in-link.njk', { title: 'Get a link to sign in', email: typed(request, 'email'), errors: PAGE_TOO_OLD }, 403);
  }

  @Get('link-sent')
  showSent(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'sign-in-link/link-sent.njk', { title: 'Check your email' });
  }

  /** Nothing is used up here: programs that look for harm in e-mails open every link. */
  @Get('link/:token')
  async showLink(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    if ((await this.links.look(token, 'sign-in')) === null) return this.refuseLink(request, response);
    this.pages.show(request, response, 'sign-in-link/use-link.njk', { title: 'Sign in with your link' });
  }

  @Post('link/:token')
  @WhenStale('showLinkAgain')
  async useLink(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const found = await this.signIn.withLink(token);
    if (found === null) return this.refuseLink(request, response);
    await this.signingIn.let(found.userId, '/', request, response);
  }

  showLinkAgain(request: Request, response: Response): void {
    response.redirect(303, request.originalUrl);
  }

  private refuseLink(request: Request, response: Response): void {
    this.pages.show(request, response, 'layout/error.njk', { ...LINK_NOT_USABLE, link: { href: '/sign-in/link', text: 'Ask for another link' } }, 404);
  }
}
