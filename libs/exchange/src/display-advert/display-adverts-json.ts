import { DomainError } from '#lib/platform';
import type { RowReading } from '../files/row-error.js';
import { feedText } from '../vacancies/feed-text.js';
import { rejectRepeats } from '../vacancies/repeated-adverts.js';
import type { AdvertFeed, VacancyEntry } from '../vacancies/vacancy-entry.js';
import { readDisplayAdvert } from './display-advert.js';
import { isJsonObject, JsonCells, type Json } from './json-cells.js';
import { refuseUnsafeJson } from './json-limits.js';

/**
 * Reads an answer of the Display Advert API, version 2: a list page (`vacancies`, `total`, `totalPages`) or
 * the detail of one advert. Each advert is accepted or rejected by itself; when the file is not JSON to its
 * end, this throws and no advert comes of it. Unknown members are ignored, so that the feed may grow.
 *
 * Throws a DomainError: exchange/json-damaged, exchange/json-not-safe, exchange/wrong-kind-of-file and those
 * of {@link feedText}.
 */
export async function readDisplayAdverts(bytes: AsyncIterable<Uint8Array>): Promise<AdvertFeed> {
  const pieces: string[] = [];
  for await (const piece of feedText(bytes, 'JSON')) pieces.push(piece);
  const answer = parse(pieces.join(''));
  if (!isJsonObject(answer)) throw wrongKind();
  const { vacancies } = answer;
  if (!Array.isArray(vacancies)) {
    if (vacancies !== undefined || !('vacancyReference' in answer)) throw wrongKind();
    return { adverts: [{ rowNumber: 1, reading: readDisplayAdvert(new JsonCells(answer, '')) }], total: null, totalPages: null };
  }
  const adverts = vacancies.map((item: Json, index) => {
    return { rowNumber: index + 1, reading: readItem(item, `/vacancies/${index}`) };
  });
  return {
    adverts: rejectRepeats(adverts, (rowNumber) => `/vacancies/${rowNumber - 1}/vacancyReference`),
    total: countOf(answer['total']),
    totalPages: countOf(answer['totalPages']),
  };
}

function readItem(item: Json, pointer: string): RowReading<VacancyEntry> {
  if (isJsonObject(item)) return readDisplayAdvert(new JsonCells(item, pointer));
  return { ok: false, errors: [{ column: pointer, code: 'object-expected', reason: 'An advert was expected here.', fix: 'Fetch the answer of the feed again.' }] };
}

function parse(text: string): Json {
  refuseUnsafeJson(text);
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    // The parser's own message may repeat what stands in the file.
    throw new DomainError(
      'exchange/json-damaged',
      'The JSON is damaged or was cut off. Nothing was loaded. Fetch the answer of the Display Advert API again and send the whole of it.',
    );
  }
}

function countOf(value: Json | undefined): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

function wrongKind(): DomainError {
  return new DomainError(
    'exchange/wrong-kind-of-file',
    'This JSON is not an answer of the Display Advert API, version 2: a list has "vacancies" and the detail of an advert has "vacancyReference". Send the answer as it is.',
  );
}
