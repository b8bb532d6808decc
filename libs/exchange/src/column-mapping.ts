import { DomainError } from '#lib/platform';

/** Reads a column mapping, a JSON object from our field to the partner's heading. Undefined when none is given. Throws exchange/mapping-unreadable. */
export function readColumnMapping(json: string | undefined): Readonly<Record<string, string>> | undefined {
  if (json === undefined || json.trim() === '') return undefined;
  const parsed = parseOrNull(json);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed) || !Object.values(parsed).every((heading) => typeof heading === 'string')) {
    throw new DomainError('exchange/mapping-unreadable', 'The column mapping must be a JSON object from our field to the heading in the file, as {"START_DATE":"Date started"}.');
  }
  return parsed as Record<string, string>;
}

function parseOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
