import { EVIDENCE_KINDS, type EvidenceCode } from '#lib/kernel';
import { codes } from '../codes.js';

export const EVIDENCE_CODES = Object.keys(EVIDENCE_KINDS) as EvidenceCode[];

/** The kinds of evidence, for documentation. */
export const EVIDENCE = codes(Object.fromEntries(EVIDENCE_CODES.map((code) => [code, EVIDENCE_KINDS[code].meaning])) as Record<EvidenceCode, string>);
