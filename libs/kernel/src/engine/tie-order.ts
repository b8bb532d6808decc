/**
 * Keeps `order` right when an id comes into a slot. Two lottery numbers of one candidate (or one opportunity) are equal
 * only when the hashes of the ids are, so the order matters among slots of one hash alone: they share out their numbers
 * by ascending id.
 *
 * @param hashOf hash of the id in a slot
 * @param idOf id in a slot, or undefined when it is empty
 */
export function keepTieOrder(order: Int32Array, slots: readonly number[], idOf: (slot: number) => string): void {
  const numbers = slots.map((slot) => order[slot]!).toSorted((a, b) => a - b);
  const byId = slots.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  for (const [at, slot] of byId.entries()) order[slot] = numbers[at]!;
}
