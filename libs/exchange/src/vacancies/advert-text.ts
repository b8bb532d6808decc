import { isPlainDate, type PlainDate } from '#lib/kernel';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', pound: '£' };

/**
 * The words of a text that may hold HTML: block ends become line ends, other tags vanish, entities become
 * signs. A < that opens no tag stays ("pay < £10").
 */
export function plainText(markup: string): string {
  return markup
    .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr)\b[^<>]*>/gi, '\n')
    .replace(/<li\b[^<>]*>/gi, '- ')
    .replace(/<(?:!--|[/a-z!])[^<>]*>/gi, '')
    .replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
      return code >= 32 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
    })
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const DAY_FIRST = /^(\d{2})\/(\d{2})\/(\d{4})$/;

/**
 * The calendar date that a feed wrote, with or without a time and a zone after it. The date is taken as
 * written: closing times are 'end of day' marked as UTC, and moving 23:59:59Z to London time in summer
 * would close every advert a day late. Null when it is not a date.
 */
export function readAdvertDate(typed: string): PlainDate | null {
  const dayFirst = DAY_FIRST.exec(typed);
  const date = dayFirst ? `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}` : (ISO_TIME.exec(typed)?.[1] ?? '');
  return isPlainDate(date) ? date : null;
}

/** A web address with http or https; null for anything else, so that no other scheme ever becomes a link. */
export function readAdvertUrl(typed: string): string | null {
  if (!/^https?:\/\//i.test(typed) || typed.length > 2000 || !URL.canParse(typed)) return null;
  return new URL(typed).href;
}

/**
 * True when a title says that the post is an apprenticeship. 'Apprenticeship' counts only at the end:
 * an apprenticeship facilitator is not an apprentice.
 */
export function isApprenticeTitle(title: string): boolean {
  return /\bapprentice\b/i.test(title) || /(?<!including )\bapprenticeships?\W*$/i.test(title);
}

/** Agenda for Change band in words: '2' to '9', '8a' to '8d'. The first text that names one wins; null when none does. */
export function bandIn(...texts: readonly string[]): string | null {
  for (const text of texts) {
    const band = /\bbands?\s*[:-]?\s*(8\s?[a-d]|[1-9])(?![\da-z])/i.exec(text)?.[1];
    if (band !== undefined) return band.replace(/\s/g, '').toLowerCase();
  }
  return null;
}
