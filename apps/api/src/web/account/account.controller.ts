import { AccessService } from '#lib/identity';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { callerOf, SignedIn } from '../../http/access.js';
import { SigningIn } from '../../http/signing-in.js';
import { Pages } from '../layout/pages.js';
import { toAccountPage } from './account.page.js';

/** Somebody's own account. */
@ApiExcludeController()
@SignedIn()
@Controller('account')
export class AccountController {
  constructor(
    private readonly access: AccessService,
    private readonly signingIn: SigningIn,
    private readonly pages: Pages,
  ) {}

  @Get()
  async showAccount(@Req() request: Request, @Res() response: Response): Promise<void> {
    const account = await this.access.ownAccount(callerOf(request).userId!);
    this.pages.show(request, response, 'account/account.njk', toAccountPage(account!, request.query['notice']));
  }

  @Post('sign-out-everywhere')
  async signOutEverywhere(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.signingIn.out(request, true);
    response.redirect(303, '/sign-in?notice=signed-out-everywhere');
  }
}
