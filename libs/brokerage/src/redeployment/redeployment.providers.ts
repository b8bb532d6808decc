import { ContractNews } from './contract-news.service.js';
import { InternalSuggestionsQuery } from './internal-suggestions.query.js';
import { RedeploymentQuery } from './redeployment.query.js';
import { RedeploymentService } from './redeployment.service.js';

/** What redeployment gives to the outside. */
export const REDEPLOYMENT = [ContractNews, InternalSuggestionsQuery, RedeploymentQuery, RedeploymentService];
