import { DomainError } from '#lib/platform';
import type { EntityManager } from 'typeorm';

/**
 * The City for which the actor of a transaction changes what holds for the whole of one: the only City whose programmes
 * they lead, or the one that is named. Throws `leadsNone` where they lead no City's, and identity/which-city with those to
 * choose from where it has to be said.
 *
 * @param code of the City; undefined: it was not said
 */
export async function cityToLead(manager: EntityManager, code: string | undefined, leadsNone: DomainError): Promise<string> {
  const cities = await manager.query<{ id: string; code: string }[]>(
    `SELECT organisation_id AS id, code FROM identity.organisations WHERE level = 'city' AND organisation_id IN (SELECT identity.reach('programmes')) ORDER BY code`,
  );
  if (cities.length === 0) throw leadsNone;
  const meant = cities.filter((city) => code === undefined || city.code === code.trim().toUpperCase());
  if (meant.length === 1) return meant[0]!.id;
  const choice = cities.map((city) => city.code).join(', ');
  throw new DomainError('identity/which-city', 'Say for which City this is to hold. Nothing was changed.', [{ pointer: '/city', detail: `must be one of the Cities whose programmes you lead: ${choice}` }]);
}
