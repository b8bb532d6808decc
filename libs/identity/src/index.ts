export { IdentityModule } from './identity.module.js';
export { OrganisationsService, type NewOrganisation, type Organisation, type OrganisationLevel } from './organisations.service.js';
