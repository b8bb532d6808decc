/** One advert in the columns of the collected NHS Jobs adverts of November 2020. */
export interface CollectedAdvert {
  readonly id: string;
  readonly title: string;
  readonly org: string;
  readonly locality: string;
  readonly postcode: string;
  readonly salary_text: string;
  readonly posted: string;
  readonly closes: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text as it stands in XML: the five signs escaped, and signs that XML 1.0 cannot hold left out. */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/**
 * The answer of the NHS Jobs search that would hold these adverts, piece by piece. The collected set has no
 * reference, description, type or address of its own, so those elements are empty or left out, and the id
 * is the identity.
 */
export async function* nhsJobsXml(adverts: AsyncIterable<CollectedAdvert> | Iterable<CollectedAdvert>): AsyncGenerator<Buffer> {
  let total = 0;
  yield Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<nhsJobs>\n');
  for await (const advert of adverts) {
    total += 1;
    const elements = [
      ['id', advert.id],
      ['title', advert.title],
      ['employer', advert.org],
      ['salary', advert.salary_text],
      ['closeDate', advert.closes],
      ['postDate', advert.posted],
    ].map(([name, text]) => `<${name}>${xmlText(text ?? '')}</${name}>`);
    const location = `<locations><location>${xmlText(`${advert.locality}, ${advert.postcode}`)}</location></locations>`;
    yield Buffer.from(`<vacancyDetails>${elements.join('')}${location}</vacancyDetails>\n`);
  }
  yield Buffer.from(`<totalPages>1</totalPages>\n<totalResults>${total}</totalResults>\n</nhsJobs>\n`);
}
