import { AccountLinksService } from '#lib/identity';
import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../http/access.js';
import { WhenStale } from '../../http/csrf.js';
import { PublicAddress } from '../../http/public-address.js';
import { RateLimits } from '../../http/rate-limits.js';
import { countsFor } from '../../http/signing-in.js';
import { typed } from '../../http/typed.js';
import { emailErrors, LINK_NOT_USABLE, PAGE_TOO_OLD } from '../layout/form-errors.js';
import { Pages, type FormError } from '../layout/pages.js';
import { newPasswordErrors, toForgottenPasswordPage, toNewPasswordPage } from './forgotten-password.page.js';

/** A password is chosen by a link: whoever was invited, and whoever has forgotten theirs. */
@ApiExcludeController()
@Public()
@Controller()
export class ForgottenPasswordController {
  constructor(
    private readonly links: AccountLinksService,
    private readonly limits: RateLimits,
    private readonly address: PublicAddress,
    private readonly pages: Pages,
  ) {}

  @Get('forgotten-password')
  showRequest(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'forgotten-password/forgotten-password.njk', toForgottenPasswordPage('', []));
  }

  @Post('forgotten-password')
  @WhenStale('showRequestAgain')
  async sendLink(@Req() request: Request, @Res() response: Response): Promise<void> {
    const email = typed(request, 'email').trim();
    const errors = emailErrors(email);
    if (errors.length > 0) return this.pages.show(request, response, 'forgotten-password/forgotten-password.njk', toForgottenPasswordPage(email, errors));
    await this.limits.countAttempt(...countsFor('link', email, request));
    await this.links.send('reset', email, (token) => this.address.linkTo(`/account/password/${token}`, request));
    response.redirect(303, '/forgotten-password/sent');
  }

  showRequestAgain(request: Request, response: Response): void {
    this.pages.show(request, response, 'forgotten-password/forgotten-password.njk', toForgottenPasswordPage(typed(request, 'email'), PAGE_TOO_OLD), 403);
  }

  @Get('forgotten-password/sent')
  showSent(@Req() request: Request, @Res() response: Response): void {
    this.pages.show(request, response, 'forgotten-password/link-sent.njk', { title: 'Check your email' });
  }

  /** Nothing is used up here: programs that look for harm in e-mails open every link. */
  @Get('account/password/:token')
  async showNewPassword(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.showForm(token, [], request, response);
  }

  @Post('account/password/:token')
  @WhenStale('showNewPasswordAgain')
  async choosePassword(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const password = typed(request, 'password');
    const errors = newPasswordErrors(password, typed(request, 'password-again'));
    if (errors.length > 0) return this.showForm(token, errors, request, response);
    const found = await this.lookUp(token);
    if (found === null) return this.refuseLink(request, response);
    const result = await this.links.use(token, found.purpose, password);
    if (result.ok) return response.redirect(303, '/sign-in?notice=password-set');
    if (result.problem === 'link') return this.refuseLink(request, response);
    await this.showForm(token, [{ field: 'password', text: result.detail }], request, response);
  }

  showNewPasswordAgain(request: Request, response: Response): void {
    response.redirect(303, request.originalUrl); // nothing was typed that could be kept
  }

  private async showForm(token: string, errors: readonly FormError[], request: Request, response: Response): Promise<void> {
    const found = await this.lookUp(token);
    if (found === null) return this.refuseLink(request, response);
    this.pages.show(request, response, 'forgotten-password/new-password.njk', toNewPasswordPage(found, errors));
  }

  private async lookUp(token: string): Promise<{ purpose: 'invitation' | 'reset'; email: string; displayName: string } | null> {
    for (const purpose of ['reset', 'invitation'] as const) {
      const owner = await this.links.look(token, purpose);
      if (owner !== null) return { purpose, email: owner.email, displayName: owner.displayName };
    }
    return null;
  }

  private refuseLink(request: Request, response: Response): void {
    this.pages.show(request, response, 'layout/error.njk', { ...LINK_NOT_USABLE, link: { href: '/forgotten-password', text: 'Ask for another link' } }, 404);
  }
}
