/** What people bring with them: nobody else can get it for them. */
const BROUGHT_ALONG: readonly string[] = ['right-to-work', 'registration', 'driving-licence'];

/**
 * Those of the checks of an advert that somebody must have before they are put forward. The others are the employer's to do
 * once there is an offer (criminal record, health, references, identity: NHS employment check standards, and Equality Act
 * 2010, s.60 for health): whoever has none of them yet fits the post as well as whoever has.
 */
export function entryChecks(advertised: readonly string[]): string[] {
  return advertised.filter((code) => BROUGHT_ALONG.includes(code));
}
