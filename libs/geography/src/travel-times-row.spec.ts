import { describe, expect, it } from '@jest/globals';
import { travelTimeReader, travelTimesLayout } from './travel-times-row.js';

const layoutOf = (heading: string, mode?: 'public') => travelTimesLayout('times.csv', heading.split(','), mode);

describe('headings of travel times', () => {
  it.each([
    ['from,to,minutes,mode', { from: 0, to: 1, minutes: 2, mode: 3 }],
    ['\ufeffMode, From ,TO,Minutes', { from: 1, to: 2, minutes: 3, mode: 0 }],
  ])('%s', (heading, columns) => expect(layoutOf(heading).columns).toEqual(columns));

  it.each([
    ['from_id,to_id,travel_time', { from: 0, to: 1, minutes: 2, mode: -1 }], // r5py
    ['from_id,to_id,travel_time_p25,travel_time_p50', { from: 0, to: 1, minutes: 3, mode: -1 }], // r5r with percentiles
    ['fromId,toId,travel_time', { from: 0, to: 1, minutes: 2, mode: -1 }],
  ])('%s with a mode that is said', (heading, columns) => expect(layoutOf(heading, 'public').columns).toEqual(columns));

  it.each([
    ['from,minutes', 'geography/unknown-layout', /lacks to or to_id or toid\./],
    ['from;to;minutes', 'geography/unknown-layout', /separated by ";"/],
    ['from\tto\tminutes', 'geography/unknown-layout', /separated by tabs/],
    ['from,to,minutes', 'geography/mode-missing', /--mode walk, cycle, public, car/],
  ])('%j is refused', (heading, code, message) => {
    let refusal: unknown;
    try {
      layoutOf(heading);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('a row of travel times', () => {
  const read = travelTimeReader(layoutOf('from,to,minutes,mode'), 'public', new Set(['E01999002']));
  const rowOf = (text: string) => read(text.split(','));

  it.each([
    ['E01999001,W01999001,12,car', { mode: 'car', minutes: 12 }],
    [' E01999001 , W01999001 , 12 , CAR ', { mode: 'car', minutes: 12 }],
    ['E01999001,W01999001,12.0,', { mode: 'public', minutes: 12 }],
    ['E01999001,W01999001,12.01,', { mode: 'public', minutes: 13 }],
    ['E01999001,W01999001,1.5e1,walk', { mode: 'walk', minutes: 15 }],
    ['E01999001,W01999001,0,cycle', { mode: 'cycle', minutes: 0 }],
    ['E01999001,W01999001,1440,cycle', { mode: 'cycle', minutes: 1440 }],
    ...['', 'NaN', 'nan', 'NA'].map((text) => [`E01999001,W01999001,${text},`, { mode: 'public', minutes: null }] as const),
  ])('%s', (text, expected) => expect(rowOf(text)).toEqual({ from: 'E01999001', to: 'W01999001', ...expected }));

  it.each([
    ['E0199900,W01999001,1,', 'from', 'not-an-lsoa'],
    ['E01999001,S01999001,1,', 'to', 'not-an-lsoa'],
    ['E01999002,W01999001,1,', 'from', 'lsoa-of-2011'],
    ['E01999001,E01999002,1,', 'to', 'lsoa-of-2011'],
    ['E01999001,W01999001,1,train', 'mode', 'not-a-mode'],
    ['E01999001,W01999001,-1,', 'minutes', 'not-minutes'],
    ['E01999001,W01999001,1440.5,', 'minutes', 'not-minutes'],
    ['E01999001,W01999001,2147483647,', 'minutes', 'not-minutes'], // r5 in Java, of a way that it did not find
    ['E01999001,W01999001,0x10,', 'minutes', 'not-minutes'],
    ['E01999001,W01999001,ten,', 'minutes', 'not-minutes'],
  ])('%s is refused', (text, field, code) => {
    const fault = rowOf(text);
    expect(fault).toMatchObject({ field, code });
    expect(JSON.stringify(fault)).not.toMatch(/train|ten\b|2147/); // never the cell
  });

  it('needs a mode from somewhere', () => {
    expect(travelTimeReader(layoutOf('from,to,minutes,mode'), undefined, new Set())(['E01999001', 'E01999001', '1', ''])).toMatchObject({ code: 'not-a-mode' });
  });
});
