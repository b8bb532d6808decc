import { CANDIDATE_STAGES, fromEpochDay, toEpochDay, TRAVEL_MODES, type CandidateFacts, type Pathway, type SetAside } from '#lib/kernel';
import { uuidBytes, uuidText } from '#lib/platform';

/**
 * Candidates of a snapshot as columns: a hundred bytes a person where JSON has six hundred, so that a run does not spend
 * more on keeping the facts than on matching them. Little-endian like every machine that Node runs on.
 *
 * A header of JSON (lengths, lists of codes), then the columns one after another. Codes, zones and whole lists of codes are
 * numbers into the header's lists: many people hold the same.
 */
const FORMAT = 'candidates-2';

/** The same before anybody was set aside for anything. */
const FORMAT_WITHOUT_ASIDE = 'candidates-1';

/** No day, no pay, no place. */
const NONE = -2_147_483_648;

interface Header {
  readonly format: string;
  readonly count: number;
  readonly lists: readonly (readonly string[])[];
  readonly zones: readonly string[];
  /** Of the few who are set aside for something: their place among the candidates. Missing in the format before. */
  readonly setAside?: readonly (readonly [at: number, setAside: readonly SetAside[]])[];
}

/** Columns in the order in which they lie, by the bytes of one value, the widest first so that each lies on a multiple of its width. */
const INTEGERS = ['slots', 'minimumHourlyPence', 'availableFrom', 'contractEnds', 'east', 'north', 'programmes', 'skills', 'checks', 'interests', 'zone'] as const;
const BYTES = ['flags', 'level', 'englishLevel', 'mathsLevel', 'travelMode', 'travelLimit', 'stage'] as const;
const ID_BYTES = 16;

const HAS_CONSENT = 1;
const IS_SEEKING = 2;
const IS_FOR_REDEPLOYMENT = 4;

/** Packs candidates, whose ids are UUIDs. Their order is kept. */
export function packCandidates(candidates: readonly CandidateFacts[]): Buffer {
  const lists = new Numbers<readonly string[]>((list) => list.join('\n'));
  const zones = new Numbers<string>((zone) => zone);
  const count = candidates.length;
  const integers = new Map(INTEGERS.map((name) => [name, new Int32Array(count)]));
  const bytes = new Map(BYTES.map((name) => [name, new Uint8Array(count)]));
  const ids = Buffer.alloc(count * ID_BYTES);
  candidates.forEach((facts, at) => {
    uuidBytes(facts.candidateId).copy(ids, at * ID_BYTES);
    const whole: Record<(typeof INTEGERS)[number], number> = {
      slots: facts.slots,
      minimumHourlyPence: facts.minimumHourlyPence ?? NONE,
      availableFrom: dayNumber(facts.availableFromOn),
      contractEnds: dayNumber(facts.contractEndsOn),
      east: facts.position?.east ?? NONE,
      north: facts.position?.north ?? NONE,
      programmes: lists.of(facts.programmeCodes),
      skills: lists.of(facts.skillCodes),
      checks: lists.of(facts.checkCodes),
      interests: lists.of(facts.pathwayInterests),
      zone: facts.travelZone === null ? NONE : zones.of(facts.travelZone),
    };
    for (const name of INTEGERS) integers.get(name)![at] = whole[name];
    const small: Record<(typeof BYTES)[number], number> = {
      flags: (facts.hasMatchingConsent ? HAS_CONSENT : 0) | (facts.isSeeking ? IS_SEEKING : 0) | (facts.isForRedeployment ? IS_FOR_REDEPLOYMENT : 0),
      level: facts.level,
      englishLevel: facts.englishLevel,
      mathsLevel: facts.mathsLevel,
      travelMode: TRAVEL_MODES.indexOf(facts.travelMode),
      travelLimit: facts.travelLimitMinutes,
      stage: CANDIDATE_STAGES.indexOf(facts.stage),
    };
    for (const name of BYTES) bytes.get(name)![at] = small[name];
  });
  const setAside = candidates.flatMap((facts, at) => (facts.setAside.length === 0 ? [] : [[at, facts.setAside] as const]));
  const header = Buffer.from(JSON.stringify({ format: FORMAT, count, lists: lists.all, zones: zones.all, setAside } satisfies Header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([
    length,
    header,
    ...INTEGERS.map((name) => Buffer.from(integers.get(name)!.buffer)),
    ...BYTES.map((name) => Buffer.from(bytes.get(name)!.buffer)),
    ids,
  ]);
}

/** The ids of the candidates of {@link packCandidates}, in their order: they lie at the end. */
export function packedIds(packed: Buffer): string[] {
  const { count } = headerOf(packed);
  const from = packed.length - count * ID_BYTES;
  return Array.from({ length: count }, (_, at) => uuidText(packed, from + at * ID_BYTES));
}

/** The candidates of {@link packCandidates}, one after another, in their order. Throws RangeError for anything else. */
export function* unpackCandidates(packed: Buffer): Generator<CandidateFacts> {
  const { count, lists, zones, setAside } = headerOf(packed);
  const asideOf = new Map(setAside);
  let offset = 4 + packed.readUInt32LE();
  const integers = new Map(
    INTEGERS.map((name) => {
      const column = new Int32Array(count);
      Buffer.from(column.buffer).set(packed.subarray(offset, offset + count * 4)); // copied, since the header leaves it at any byte
      offset += count * 4;
      return [name, column];
    }),
  );
  const bytes = new Map(
    BYTES.map((name) => {
      const column = packed.subarray(offset, offset + count);
      offset += count;
      return [name, column];
    }),
  );
  const ids = packed.subarray(offset, offset + count * ID_BYTES);
  const whole = (name: (typeof INTEGERS)[number], at: number): number => integers.get(name)![at]!;
  const orNull = (value: number): number | null => (value === NONE ? null : value);
  for (let at = 0; at < count; at += 1) {
    const small = (name: (typeof BYTES)[number]): number => bytes.get(name)![at]!;
    const flags = small('flags');
    const east = whole('east', at);
    yield {
      candidateId: uuidText(ids, at * ID_BYTES),
      hasMatchingConsent: (flags & HAS_CONSENT) !== 0,
      isSeeking: (flags & IS_SEEKING) !== 0,
      programmeCodes: lists[whole('programmes', at)]!,
      level: small('level'),
      englishLevel: small('englishLevel'),
      mathsLevel: small('mathsLevel'),
      skillCodes: lists[whole('skills', at)]!,
      checkCodes: lists[whole('checks', at)]!,
      slots: whole('slots', at),
      travelMode: TRAVEL_MODES[small('travelMode')]!,
      travelLimitMinutes: small('travelLimit'),
      position: east === NONE ? null : { east, north: whole('north', at) },
      pathwayInterests: lists[whole('interests', at)]! as readonly Pathway[],
      minimumHourlyPence: orNull(whole('minimumHourlyPence', at)),
      availableFromOn: dayText(whole('availableFrom', at)),
      contractEndsOn: dayText(whole('contractEnds', at)),
      isForRedeployment: (flags & IS_FOR_REDEPLOYMENT) !== 0,
      stage: CANDIDATE_STAGES[small('stage')]!,
      travelZone: whole('zone', at) === NONE ? null : zones[whole('zone', at)]!,
      setAside: asideOf.get(at) ?? [],
    };
  }
}

/** Throws RangeError for anything that is not packed so. */
function headerOf(packed: Buffer): Header {
  const header = JSON.parse(packed.toString('utf8', 4, 4 + packed.readUInt32LE())) as Header;
  if (header.format !== FORMAT && header.format !== FORMAT_WITHOUT_ASIDE) throw new RangeError(`Not ${FORMAT}: ${header.format}`);
  return header;
}

/** Different values in the order in which they were met. */
class Numbers<Value> {
  readonly all: Value[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(private readonly keyOf: (value: Value) => string) {}

  of(value: Value): number {
    const key = this.keyOf(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

function dayNumber(day: string | null): number {
  return day === null ? NONE : toEpochDay(day);
}

function dayText(day: number): string | null {
  return day === NONE ? null : fromEpochDay(day);
}
