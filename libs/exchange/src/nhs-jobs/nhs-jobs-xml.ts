import { SaxesParser } from 'saxes';
import { DomainError } from '#lib/platform';
import { feedText } from '../vacancies/feed-text.js';
import { rejectRepeats } from '../vacancies/repeated-adverts.js';
import type { AdvertFeed, AdvertReading } from '../vacancies/vacancy-entry.js';
import { readNhsVacancy, type NhsVacancyDetails } from './nhs-vacancy.js';

/** The feed is four elements deep; markup inside a description adds a few. */
const DEPTH_LIMIT = 16;

/** One description is a paragraph. A text of this length is an element that was never closed, or an attack. */
const TEXT_LIMIT = 200_000;

/** The five entities of XML itself. The feed needs no others, and a document cannot add any: a DTD is refused. */
const ENTITIES: Record<string, string> = Object.assign(Object.create(null), { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" });

/**
 * Reads one answer of the NHS Jobs search (search_xml): `<nhsJobs>` with `<vacancyDetails>`. Streaming: the
 * document is never held as a whole, only the adverts that come of it.
 *
 * All or nothing for the file: when it is not XML to its very end (cut off, say) this throws and no advert
 * comes of it. In a well-formed file each advert is accepted or rejected by itself; an advert whose
 * reference came before in the file is rejected, the first stands.
 *
 * A document type declaration is refused, so that no entity is ever fetched or expanded.
 *
 * Throws a DomainError: exchange/xml-damaged, exchange/xml-not-safe, exchange/wrong-kind-of-file,
 * exchange/xml-without-adverts and those of {@link feedText}.
 */
export async function readNhsJobs(bytes: AsyncIterable<Uint8Array>): Promise<AdvertFeed> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  parser.ENTITIES = ENTITIES;
  const handler = new FeedHandler();
  parser.on('error', () => {
    throw damaged(parser, handler.count);
  });
  parser.on('doctype', () => {
    throw new DomainError(
      'exchange/xml-not-safe',
      'The XML declares a document type (DOCTYPE), which could make it fetch or expand other data. NHS Jobs does not send one. Fetch the feed again from NHS Jobs itself.',
    );
  });
  parser.on('opentag', ({ name }) => handler.open(name));
  parser.on('closetag', () => handler.close());
  parser.on('text', (text) => handler.add(text));
  parser.on('cdata', (text) => handler.add(text));
  for await (const piece of feedText(bytes, 'XML')) parser.write(piece);
  parser.close();
  return handler.feed();
}

function damaged(parser: SaxesParser, adverts: number): DomainError {
  return new DomainError(
    'exchange/xml-damaged',
    `The XML is damaged or was cut off at line ${parser.line}, column ${parser.column}, after ${adverts} complete adverts. Nothing was loaded. Fetch the feed again and send the whole answer.`,
  );
}

/** Turns the events of the parser into adverts. */
class FeedHandler {
  private readonly path: string[] = [];
  private text = '';
  private details: { fields: Map<string, string>; locations: string[] } | null = null;
  private readonly adverts: AdvertReading[] = [];
  private total: number | null = null;
  private totalPages: number | null = null;

  /** Adverts read to their end. */
  get count(): number {
    return this.adverts.length;
  }

  open(name: string): void {
    this.path.push(name);
    const depth = this.path.length;
    if (depth > DEPTH_LIMIT) {
      throw new DomainError('exchange/xml-not-safe', `The XML is nested more than ${DEPTH_LIMIT} deep, which NHS Jobs XML never is. Fetch the feed again.`);
    }
    if (depth === 1 && name !== 'nhsJobs') {
      throw new DomainError(
        'exchange/wrong-kind-of-file',
        'This XML is not the answer of the NHS Jobs search, whose outermost element is <nhsJobs>. Send the answer of the NHS Jobs feed (search_xml) as it is.',
      );
    }
    if (depth === 2 && name === 'vacancyDetails') this.details = { fields: new Map(), locations: [] };
    if (depth <= 3 || this.isAtLocation()) this.text = '';
  }

  add(text: string): void {
    this.text += text;
    if (this.text.length > TEXT_LIMIT) {
      throw new DomainError('exchange/xml-not-safe', `The XML holds a text of more than ${TEXT_LIMIT} signs, which no advert has. Fetch the feed again.`);
    }
  }

  close(): void {
    const depth = this.path.length;
    const name = this.path[depth - 1] ?? '';
    if (this.details) {
      if (this.isAtLocation()) this.details.locations.push(this.text);
      // Of an element that comes twice the first counts, as for a repeated advert.
      else if (depth === 3 && !this.details.fields.has(name)) this.details.fields.set(name, this.text);
      else if (depth === 2) this.endAdvert(this.details);
    } else if (depth === 2 && name === 'totalResults') this.total = wholeNumber(this.text);
    else if (depth === 2 && name === 'totalPages') this.totalPages = wholeNumber(this.text);
    this.path.pop();
  }

  feed(): AdvertFeed {
    if (this.adverts.length === 0 && (this.total ?? 0) > 0) {
      throw new DomainError(
        'exchange/xml-without-adverts',
        'The feed says that it has adverts but holds none (no <vacancyDetails>). Ask for a page of the search that exists.',
      );
    }
    return { adverts: rejectRepeats(this.adverts, () => 'reference'), total: this.total, totalPages: this.totalPages };
  }

  private isAtLocation(): boolean {
    return this.path.length === 4 && this.path[2] === 'locations' && this.path[3] === 'location';
  }

  private endAdvert({ fields, locations }: { fields: Map<string, string>; locations: string[] }): void {
    const details: NhsVacancyDetails = { field: (name) => (fields.get(name) ?? '').trim(), locations };
    this.details = null;
    this.adverts.push({ rowNumber: this.adverts.length + 1, reading: readNhsVacancy(details) });
  }
}

function wholeNumber(text: string): number | null {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}
