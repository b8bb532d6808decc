export { IdentityModule } from './identity.module.js';
export { OrganisationsService, type NewOrganisation, type Organisation, type OrganisationLevel, type OrganisationType } from './organisations.service.js';
