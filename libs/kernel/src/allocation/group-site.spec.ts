import { describe, expect, it } from '@jest/globals';
import { opportunityWith } from '../matching/example-facts.oracle.js';
import { groupSite, type GroupMember } from './group-site.js';

const at = (opportunityId: string, east: number | null, attendance: 'site' | 'remote' = 'site') => opportunityWith({ opportunityId, attendance, position: east === null ? null : { east, north: 1 } });

const MARKET = [at('o', 1), at('p', 1), at('q', 2), at('nowhere', null), at('online', 2, 'remote')];

const proposed = (opportunityId: string | null): GroupMember => ({ opportunityId, isDecided: false });
const decided = (opportunityId: string | null): GroupMember => ({ opportunityId, isDecided: true });

describe('the site of a group', () => {
  it.each<[string, GroupMember[], string[] | string]>([
    ['of nobody is anywhere', [], 'anywhere'],
    ['is where one of them is', [proposed(null), proposed('q')], ['q']],
    ['is nowhere while nobody has a place', [proposed(null), decided(null)], 'nowhere'],
    ['is that of the place decided', [proposed('q'), decided('p')], ['o', 'p']],
    ['is anywhere when the place decided is at no site', [proposed('q'), decided('online')], 'anywhere'],
    ['is where the others are when it was decided that one gets none', [proposed('o'), decided(null)], ['o', 'p']],
    ['is none of what has no position', [proposed('nowhere')], 'anywhere'],
  ])('%s', (_, members, expected) => {
    const site = groupSite(members, MARKET);
    expect(typeof site === 'string' ? site : [...site]).toEqual(expected);
  });
});
