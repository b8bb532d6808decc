import { AccessService } from '#lib/identity';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf, callerOf, SignedIn } from '../../http/access.js';
import { Pages } from '../layout/pages.js';
import { toHomePage } from './home.page.js';

/** The first page after signing in. */
@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly access: AccessService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @SignedIn()
  async showHome(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { actions } = actorOf(request);
    const account = await this.access.ownAccount(callerOf(request).userId!);
    this.pages.show(request, response, 'home/home.njk', toHomePage(account!, actions));
  }
}
