import { describe, expect, it } from '@jest/globals';
import {
  checkInWords,
  countInWords,
  dateInWords,
  levelInWords,
  listInWords,
  modeInWords,
  orInWords,
  pathwayInWords,
  poundsInWords,
  skillInWords,
  subjectLevelInWords,
} from './wording.js';

describe('values in words', () => {
  it.each([
    [countInWords(1, 'minute'), '1 minute'],
    [countInWords(0, 'minute'), '0 minutes'],
    [listInWords([]), ''],
    [listInWords(['a']), 'a'],
    [listInWords(['a', 'b']), 'a and b'],
    [listInWords(['a', 'b', 'c']), 'a, b and c'],
    [orInWords([]), ''],
    [orInWords(['a']), 'a'],
    [orInWords(['a', 'b', 'c']), 'a, b or c'],
    [poundsInWords(1205), '£12.05'],
    [poundsInWords(99), '£0.99'],
    [dateInWords('2026-03-01'), '1 March 2026'],
    [dateInWords('2024-12-31'), '31 December 2024'],
    [skillInWords('customer-service'), 'customer service'],
    [checkInWords('dbs-enhanced'), 'enhanced DBS check'],
    [checkInWords('fire-safety'), 'fire safety'],
    [modeInWords('public'), 'by public transport'],
    [pathwayInWords('social-care'), 'social care'],
    [levelInWords(0), 'entry level or none'],
    [levelInWords(3), 'level 3'],
    [subjectLevelInWords(0), 'below level 1'],
    [subjectLevelInWords(1), 'level 1'],
    [subjectLevelInWords(2), 'level 2 (GCSE grade 4 or equal)'],
  ])('%j', (words, expected) => expect(words).toBe(expected));
});
