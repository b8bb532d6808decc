/** What is wrong with rules: where, as a JSON pointer, and how to put it right. */
export interface CheckRulesProblem {
  readonly pointer: string;
  readonly detail: string;
}

/** What a document can show: who somebody is with a photograph, with one that somebody of standing has signed, without one, or where they live. */
export type ShownBy = 'photograph' | 'signed-photograph' | 'no-photograph' | 'address';

/** A document that can be brought. One that could show two things counts for one of them. */
interface IdentityDocument {
  readonly code: string;
  readonly words: string;
  readonly shows: readonly ShownBy[];
}

/** A combination of documents that is enough. */
interface IdentityOption {
  readonly words: string;
  readonly needs: Readonly<Record<ShownBy, number>>;
}

/** Documents and the combinations that are enough, the usual one first. */
export interface IdentityRules {
  readonly documents: readonly IdentityDocument[];
  readonly options: readonly IdentityOption[];
}

/** Whether documents prove who somebody is; if not, what the nearest combination still lacks. */
export type IdentityProof =
  | { readonly isProved: true; readonly option: string }
  | { readonly isProved: false; readonly nearest: string; readonly lacks: Readonly<Record<ShownBy, number>>; readonly bring: string };

/** At most so many documents are looked at for one person. */
export const MOST_DOCUMENTS = 10;

export const SHOWN_BY: readonly ShownBy[] = ['photograph', 'signed-photograph', 'no-photograph', 'address'];

const WORDS: Readonly<Record<ShownBy, readonly [one: string, more: string]>> = {
  photograph: ['document with a photograph', 'documents with a photograph'],
  'signed-photograph': ['signed photograph', 'signed photographs'],
  'no-photograph': ['document without a photograph', 'documents without a photograph'],
  address: ['document that shows the address', 'documents that show the address'],
};

/**
 * Judges documents against the combinations: the first that they satisfy, else the one that lacks the fewest (the earlier
 * of equals). Each document counts once, for whichever purpose serves best, which is tried out: there are few of them.
 * The rules are such as {@link identityProblems} finds nothing wrong with.
 */
export function identityProof(codes: readonly string[], rules: IdentityRules): IdentityProof {
  const shows = [...new Set(codes)].slice(0, MOST_DOCUMENTS).flatMap((code) => rules.documents.filter((document) => document.code === code).map((document) => document.shows));
  const judged = rules.options.map((option) => ({ option, lacks: leastLacking(option.needs, shows) }));
  const nearest = judged.reduce((best, one) => (total(one.lacks) < total(best.lacks) ? one : best));
  if (total(nearest.lacks) === 0) return { isProved: true, option: nearest.option.words };
  const missing = SHOWN_BY.filter((kind) => nearest.lacks[kind] > 0);
  const bring = missing.map((kind) => `${nearest.lacks[kind]} more ${WORDS[kind][nearest.lacks[kind] === 1 ? 0 : 1]} (${examples(rules, kind, codes)})`).join(' and ');
  return { isProved: false, nearest: nearest.option.words, lacks: nearest.lacks, bring: `Bring ${bring}.` };
}

/** What is wrong with edited rules of identity. */
export function identityProblems({ documents, options }: IdentityRules): CheckRulesProblem[] {
  const problems: CheckRulesProblem[] = [];
  if (options.length === 0) problems.push({ pointer: '/identity/options', detail: 'Say at least one combination of documents that is enough.' });
  if (new Set(documents.map(({ code }) => code)).size < documents.length) problems.push({ pointer: '/identity/documents', detail: 'Two documents have the same code. Give each its own.' });
  options.forEach(({ needs }, index) => {
    if (total(needs) === 0) problems.push({ pointer: `/identity/options/${index}/needs`, detail: 'The combination asks for nothing. Say how many documents of which kind.' });
    for (const kind of SHOWN_BY) {
      const known = documents.filter(({ shows }) => shows.includes(kind)).length;
      if (known < needs[kind]) problems.push({ pointer: `/identity/options/${index}/needs/${kind}`, detail: `The combination asks for ${needs[kind]} ${WORDS[kind][1]}, and the list has ${known}. Add documents, or ask for fewer.` });
    }
  });
  return problems;
}

function total(counts: Readonly<Record<ShownBy, number>>): number {
  return SHOWN_BY.reduce((sum, kind) => sum + counts[kind], 0);
}

/** What is lacking when each document is put where it serves best. */
function leastLacking(needs: Readonly<Record<ShownBy, number>>, shows: readonly (readonly ShownBy[])[]): Readonly<Record<ShownBy, number>> {
  const [first, ...others] = shows;
  if (first === undefined || total(needs) === 0) return needs;
  const ways = first.filter((kind) => needs[kind] > 0).map((kind) => leastLacking({ ...needs, [kind]: needs[kind] - 1 }, others));
  return [leastLacking(needs, others), ...ways].reduce((best, one) => (total(one) < total(best) ? one : best));
}

function examples({ documents }: IdentityRules, kind: ShownBy, brought: readonly string[]): string {
  const words = documents.filter(({ code, shows }) => shows.includes(kind) && !brought.includes(code)).map((document) => document.words);
  return words.length === 0 ? 'ask the employer which' : `as ${words.slice(0, 3).join(', ')}`;
}
