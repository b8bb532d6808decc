import { describe, expect, it } from '@jest/globals';
import { opportunityWith } from '../matching/example-facts.oracle.js';
import { groupSite } from './group-site.js';

const at = (opportunityId: string, east: number | null, attendance: 'site' | 'remote' = 'site') => opportunityWith({ opportunityId, attendance, position: east === null ? null : { east, north: 1 } });

const MARKET = [at('o', 1), at('p', 1), at('q', 2), at('nowhere', null), at('online', 2, 'remote')];

describe('the site of a group', () => {
  it.each<[string, string, string[][], [string, string | null][], string[] | null]>([
    ['of somebody in none is anywhere', 'a', [['b', 'c']], [['a', 'o']], null],
    ['is where the person is', 'a', [['b', 'c'], ['a', 'd']], [['a', 'o'], ['b', 'q']], ['o', 'p']],
    ['is where another of them is', 'a', [['a', 'd', 'e']], [['a', null], ['d', 'q']], ['q']],
    ['is anywhere while nobody has a place', 'a', [['a', 'd']], [['a', null]], null],
    ['is none of what has no site', 'a', [['a', 'd']], [['a', 'nowhere'], ['d', 'online']], null],
  ])('%s', (_, candidateId, together, places, expected) => {
    const site = groupSite(candidateId, together, MARKET, new Map(places));
    expect(site === null ? null : [...site]).toEqual(expected);
  });
});
