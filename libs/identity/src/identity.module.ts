import { Module } from '@nestjs/common';
import { OrganisationsService } from './organisations.service.js';
import { SharingAgreementsService } from './sharing-agreements.service.js';
import { AccessService } from './sign-in/access.service.js';
import { AccountLinksService } from './sign-in/account-links.service.js';
import { AccountsQuery } from './sign-in/accounts.query.js';
import { AccountsService } from './sign-in/accounts.service.js';
import { ClientsService } from './sign-in/clients.service.js';
import { MailboxesQuery } from './sign-in/mailboxes.query.js';
import { Passwords } from './sign-in/passwords.js';
import { SecondFactorService } from './sign-in/second-factor.service.js';
import { SignInService } from './sign-in/sign-in.service.js';

const SERVICES = [OrganisationsService, SharingAgreementsService, AccessService, AccountLinksService, AccountsQuery, AccountsService, ClientsService, MailboxesQuery, Passwords, SecondFactorService, SignInService];

@Module({ providers: SERVICES, exports: SERVICES })
export class IdentityModule {}
