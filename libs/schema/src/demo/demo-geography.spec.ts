import { describe, expect, it } from '@jest/globals';
import { decileOfRank, IMD_AREAS, readPostcode } from '#lib/kernel';
import { DEMO_GEOGRAPHY, DEMO_PLACES, settledPostcodes } from './demo-geography.js';
import { demoTree } from './demo-organisations.js';

const { postcodes, deprivation, changes, boards } = DEMO_GEOGRAPHY;

/** The 124 postcode areas of the United Kingdom, without the Crown dependencies and BFPO. */
const AREAS_IN_USE =
  'AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE'.split(' ');

describe('the demo geography', () => {
  it('has postcodes that are read as ordinary ones, of an area that does not exist', () => {
    expect(new Set(postcodes.map(({ postcode }) => postcode)).size).toBe(postcodes.length);
    for (const { postcode } of postcodes) {
      expect(readPostcode(postcode)).toMatchObject({ display: postcode, system: 'geographic', isRepaired: false });
      expect(AREAS_IN_USE).not.toContain(/^[A-Z]+/.exec(postcode)![0]);
    }
  });

  it('has area codes that the Office for National Statistics cannot give', () => {
    const codes = [...postcodes.flatMap(({ ladCode, lsoa11, lsoa21 }) => [ladCode, lsoa11, lsoa21]), ...DEMO_PLACES.flatMap(({ icbCode, subIcbCode }) => [icbCode, subIcbCode])];
    for (const code of codes) expect(code ?? 'E01Z00000').toMatch(/^[EWS]\d\dZ\d{5}$/);
  });

  it('gives every English postcode with a position an area in both editions, and the decile is that of the rank', () => {
    const areas = new Map(deprivation.map((area) => [`${area.edition} ${area.lsoaCode}`, area]));
    expect(areas.size).toBe(deprivation.length);
    for (const { edition, rank, decile } of deprivation) {
      expect(decile).toBe(decileOfRank(rank, IMD_AREAS[edition]));
      expect(rank >= 1 && rank <= IMD_AREAS[edition]).toBe(true);
    }
    for (const { place, position, lsoa11, lsoa21 } of postcodes) {
      const hasAreas = place !== null && position !== null;
      expect([areas.has(`2019 ${lsoa11}`), areas.has(`2025 ${lsoa21}`)]).toEqual([hasAreas, hasAreas]);
    }
  });

  it('has deciles that differ between the editions for some postcodes and agree for most', () => {
    const decile = new Map(deprivation.map((area) => [`${area.edition} ${area.lsoaCode}`, area.decile]));
    const settled = postcodes.filter(({ lsoa21 }) => lsoa21 !== null);
    const differing = settled.filter(({ lsoa11, lsoa21 }) => decile.get(`2019 ${lsoa11}`) !== decile.get(`2025 ${lsoa21}`));
    expect(differing.length / settled.length).toBeGreaterThan(0.2);
    expect(differing.length / settled.length).toBeLessThan(0.6);
  });

  it('has unchanged, split and merged areas, each as the postcodes say', () => {
    const pairs = new Set(postcodes.flatMap(({ lsoa11, lsoa21 }) => (lsoa21 === null ? [] : [`${lsoa11} ${lsoa21}`])));
    expect(new Set(changes.map(({ lsoa11, lsoa21 }) => `${lsoa11} ${lsoa21}`))).toEqual(pairs);
    for (const { lsoa11, lsoa21, change } of changes) {
      const successors = changes.filter((other) => other.lsoa11 === lsoa11).length;
      const predecessors = changes.filter((other) => other.lsoa21 === lsoa21).length;
      expect(change).toBe(successors > 1 ? 'S' : predecessors > 1 ? 'M' : 'U');
      expect(lsoa11 === lsoa21).toBe(change === 'U');
    }
    expect(boards.map(({ lsoa21 }) => lsoa21).toSorted()).toEqual([...new Set(changes.map(({ lsoa21 }) => lsoa21))].toSorted());
  });

  it('has ended postcodes, some without a position and some outside England', () => {
    expect(postcodes.filter(({ terminatedMonth }) => terminatedMonth !== null).length).toBeGreaterThan(10);
    expect(postcodes.filter(({ position }) => position === null)).toHaveLength(DEMO_PLACES.length);
    expect(postcodes.filter(({ countryCode }) => countryCode !== 'E92000001')).toHaveLength(14);
    for (const { terminatedMonth } of postcodes) expect(terminatedMonth ?? '2020-01').toMatch(/^20\d\d-(?:0[1-9]|1[0-2])$/);
  });

  it('lies on a plane as large as a city, each Place in its own square', () => {
    for (const place of DEMO_PLACES) {
      for (const { position } of settledPostcodes(place)) {
        expect(position!.easting - place.easting).toBeGreaterThan(0);
        expect(position!.easting - place.easting).toBeLessThan(12_000);
        expect(position!.northing - place.northing).toBeGreaterThan(0);
        expect(position!.northing - place.northing).toBeLessThan(12_000);
      }
    }
  });
});

describe('the demo organisations', () => {
  it('are a tree with every parent before its children, all marked as demo and as invented', () => {
    const tree = demoTree();
    const seen = new Set<string>();
    for (const { code, parentCode, name, isDemo } of tree) {
      expect(parentCode === null ? seen.size === 0 : seen.has(parentCode)).toBe(true);
      seen.add(code);
      expect(code).toMatch(/^DEMO-[A-Z0-9-]+$/);
      expect(name).toMatch(/ \(invented\)$/);
      expect(isDemo).toBe(true);
    }
    expect(seen.size).toBe(tree.length);
    expect(tree.filter(({ level }) => level === 'ics')).toHaveLength(3);
    expect(tree.filter(({ level }) => level === 'place')).toHaveLength(6);
    expect(new Set(tree.flatMap(({ organisationType }) => organisationType ?? [])).size).toBe(8);
  });
});
