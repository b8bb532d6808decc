import { FairBookings, FairRegistrations, FairsQuery, FairsService } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import { MatchingQuery } from '#lib/matching';
import { OpportunitiesQuery } from '#lib/opportunities';
import { Clock, Database, type Actor } from '#lib/platform';
import type { INestApplicationContext, Type } from '@nestjs/common';

/** The services of fairs, which the command does not have. */
export function fairsOf(services: INestApplicationContext, clock: Clock, database = services.get(Database, { strict: false })) {
  const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
  const candidates = get(CandidatesQuery);
  return {
    fairs: new FairsService(database, clock, get(OpportunitiesQuery)),
    query: new FairsQuery(database),
    registrations: new FairRegistrations(database, clock, candidates, get(MatchingQuery)),
    bookings: new FairBookings(database, clock, candidates),
  };
}

/** What a fair is made of. */
export interface FairRows {
  readonly fairId: string;
  readonly sessionId: string;
  readonly standId: string;
  readonly slotId: string;
  readonly registrationId: string;
  readonly bookingId: string;
}

interface FairOfTests {
  readonly organiser: string;
  readonly stand: string;
  readonly opportunityId: string;
  readonly candidateId: string;
  /** Of an account at the stand's organisation, if there is one. */
  readonly staffId: string | null;
}

/** A fair with a session, a staffed stand with three slots, and somebody who comes and has booked the first. */
export async function holdFair(services: INestApplicationContext, clock: Clock, actor: Actor, { organiser, stand, opportunityId, candidateId, staffId }: FairOfTests): Promise<FairRows> {
  const { fairs, query, registrations, bookings } = fairsOf(services, clock);
  const on = '2026-09-10';
  const fairId = await fairs.announce(actor, { organisation: organiser, name: 'Autumn fair', firstOn: on, lastOn: on, targetGroups: [], areaCodes: [] });
  const sessionId = await fairs.addSession(actor, fairId, { on, from: '10:00', to: '11:00', capacity: 5 });
  const standId = await fairs.addStand(actor, fairId, { organisation: stand, opportunityIds: [opportunityId] });
  await fairs.openSlots(actor, standId, { sessionId, slotMinutes: 20, breaks: [] });
  if (staffId !== null) await fairs.staff(actor, standId, [staffId]);
  const registrationId = await registrations.register(actor, sessionId, candidateId);
  const [slot] = await query.slots(actor, standId);
  const bookingId = await bookings.book(actor, slot!.slotId, candidateId);
  return { fairId, sessionId, standId, slotId: slot!.slotId, registrationId, bookingId };
}
