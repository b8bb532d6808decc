export { cityToLead } from './city-to-lead.js';
export { IdentityModule } from './identity.module.js';
export {
  nodesBelow,
  OrganisationsService,
  type NewOrganisation,
  type Organisation,
  type OrganisationMove,
  type OrganisationPlace,
  type OrganisationType,
} from './organisations.service.js';
export { SharingAgreementsService, type AgreementParty, type NewSharingAgreement, type SharingAgreement } from './sharing-agreements.service.js';
export { AccessService, type OwnAccount } from './sign-in/access.service.js';
export { AccountLinksService, type LinkOf, type LinkOwner, type PasswordChosen } from './sign-in/account-links.service.js';
export { AccountsQuery, type AccountDetail, type AccountGrant, type AccountPage, type AccountState, type AccountSummary } from './sign-in/accounts.query.js';
export { AccountsService, type NewAccount, type NewGrant } from './sign-in/accounts.service.js';
export { ClientsService, MACHINE_SCOPES, type ListedClient, type ListedKey, type NewClient } from './sign-in/clients.service.js';
export { MailboxesQuery } from './sign-in/mailboxes.query.js';
export { Passwords } from './sign-in/passwords.js';
export { sealEmail, type SealedEmail } from './sign-in/people.js';
export { SecondFactorService, type NewSecondFactor } from './sign-in/second-factor.service.js';
export { SignInService, type OpenIdIdentity, type SignInResult } from './sign-in/sign-in.service.js';
