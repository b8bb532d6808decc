import { AccountsQuery, AccountsService } from '#lib/identity';
import type { Actor } from '#lib/platform';
import { Body, Controller, Delete, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiCookieAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Acting, Needs } from '../../http/access.js';
import { PublicAddress } from '../../http/public-address.js';
import { CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { AccountDetailDto, AccountPageDto, InvitationBody, NewGrantBody } from './accounts.dto.js';

const ACCOUNT = 'The `userId` of an account.';

@ApiTags('accounts')
@ApiCookieAuth('session')
@Needs('accounts.change')
@Controller('accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly query: AccountsQuery,
    private readonly address: PublicAddress,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Accounts with a role at an organisation that you look after, in the order of names, a page at a time' })
  @ApiOkResponse({ type: AccountPageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listAccounts(@Acting() actor: Actor, @Query() page: PageQuery): Promise<AccountPageDto> {
    return this.query.page(actor, { after: page.after ?? null, limit: page.limit });
  }

  @Post()
  @ApiOperation({ summary: 'Invites somebody by e-mail', description: 'An address that has an account already gets the roles, and the answer is the same. The link in the e-mail can be used once, within seven days. The account is in the list then.' })
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Invited.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422, 503)
  async inviteToAccount(@Acting() actor: Actor, @Body() body: InvitationBody, @Req() request: Request): Promise<void> {
    await this.accounts.invite(actor, body, this.linkOf(request));
  }

  @Get(':userId')
  @ApiOperation({ summary: 'One account' })
  @ApiOkResponse({ type: AccountDetailDto, description: 'The account.' })
  @CanFail(400, 401, 403, 404, 422)
  showAccount(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string): Promise<AccountDetailDto> {
    return this.query.detail(actor, userId);
  }

  @Post(':userId/invitations')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sends the invitation again; the links sent before end' })
  @ApiNoContentResponse({ description: 'Sent.' })
  @CanFail(400, 401, 403, 404, 409, 422, 503)
  async inviteAgain(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string, @Req() request: Request): Promise<void> {
    await this.accounts.inviteAgain(actor, userId, this.linkOf(request));
  }

  @Post(':userId/roles')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives a role', description: 'One that is held at the same organisation already takes the new days.' })
  @ApiOkResponse({ type: AccountDetailDto, description: 'The account as it stands now.' })
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  async giveRole(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string, @Body() body: NewGrantBody): Promise<AccountDetailDto> {
    await this.accounts.grant(actor, userId, body);
    return this.query.detail(actor, userId);
  }

  @Delete(':userId/roles/:grantId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes a role away, as of now' })
  @ApiNoContentResponse({ description: 'Taken away.' })
  @CanFail(400, 401, 403, 404, 422)
  async takeRole(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string, @UuidParam('grantId', 'The `grantId` of one of its roles.') grantId: string): Promise<void> {
    await this.accounts.revoke(actor, userId, grantId);
  }

  @Post(':userId/deactivation')
  @HttpCode(204)
  @ApiOperation({ summary: 'Closes an account and ends its sessions' })
  @ApiNoContentResponse({ description: 'Closed.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  deactivateAccount(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string): Promise<void> {
    return this.accounts.deactivate(actor, userId);
  }

  @Delete(':userId/deactivation')
  @HttpCode(204)
  @ApiOperation({ summary: 'Opens a closed account again, with the roles that it still has' })
  @ApiNoContentResponse({ description: 'Open.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  reactivateAccount(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string): Promise<void> {
    return this.accounts.reactivate(actor, userId);
  }

  @Delete(':userId/lock')
  @HttpCode(204)
  @ApiOperation({ summary: 'Lifts the lock that wrong passwords have set' })
  @ApiNoContentResponse({ description: 'Not locked.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  unlockAccount(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string): Promise<void> {
    return this.accounts.unlock(actor, userId);
  }

  @Delete(':userId/second-factor')
  @HttpCode(204)
  @ApiOperation({ summary: 'For somebody who has lost telephone and recovery codes: the password alone signs in until a new one is set up', description: 'Ends the sessions of the account.' })
  @ApiNoContentResponse({ description: 'Taken away.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  removeSecondFactor(@Acting() actor: Actor, @UuidParam('userId', ACCOUNT) userId: string): Promise<void> {
    return this.accounts.removeSecondFactor(actor, userId);
  }

  private linkOf(request: Request): (token: string) => string {
    return (token) => this.address.linkTo(`/account/password/${token}`, request);
  }
}
