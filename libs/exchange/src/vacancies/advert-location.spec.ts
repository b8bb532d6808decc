import { describe, expect, it } from '@jest/globals';
import { isAnywhere, locationOf, readLocationLine } from './advert-location.js';

describe('a place of work', () => {
  it.each<[line: string, address: string, postcode: string | null, outward: string | null]>([
    ['London, ZX1 1AA', 'London', 'ZX1 1AA', 'ZX1'],
    ['Stockton on the Forest, York, YO32 9UN', 'Stockton on the Forest, York', 'YO32 9UN', 'YO32'],
    ['Winchester, SO225DG', 'Winchester', 'SO22 5DG', 'SO22'],
    ['London NW1 2PG', 'London', 'NW1 2PG', 'NW1'],
    ['London, sw17', 'London', null, 'SW17'],
    ['Civic Centre, , Borehamwood, WD6 1WA', 'Civic Centre, , Borehamwood', 'WD6 1WA', 'WD6'],
    ['EC1A 1BB', '', 'EC1A 1BB', 'EC1A'],
    ['London', 'London', null, null],
    ['Ward 7', 'Ward 7', null, null],
    ['Trust HQ, ZZ99 3VZ', 'Trust HQ, ZZ99 3VZ', null, null],
    ['Hospital, QX1 1AA', 'Hospital, QX1 1AA', null, null],
    ['', '', null, null],
  ])('%s', (line, address, postcode, outward) => {
    expect(readLocationLine(line)).toEqual({ address, postcode, outward });
  });

  it('keeps the first half of a postcode apart from a whole one', () => {
    expect(locationOf('1 High Street', 'zx11aa')).toEqual({ address: '1 High Street', postcode: 'ZX1 1AA', outward: 'ZX1' });
    expect(locationOf('1 High Street', 'ZX17')).toEqual({ address: '1 High Street', postcode: null, outward: 'ZX17' });
    expect(locationOf('1 High Street', 'to be told')).toEqual({ address: '1 High Street', postcode: null, outward: null });
  });

  it.each([
    ['Remote', true],
    ['remote working', true],
    ['Nationwide', true],
    ['UK wide', true],
    ['Home-based', true],
    ['Working from home', true],
    ['Remote | London & Southend', false],
    ['National Hospital, London', false],
    ['London', false],
  ])('%s is anywhere: %s', (line, expected) => expect(isAnywhere(line)).toBe(expected));
});
