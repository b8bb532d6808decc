import { describe, expect, it } from '@jest/globals';
import { bandIn, isApprenticeTitle, plainText, readAdvertDate, readAdvertUrl } from './advert-text.js';

describe('the text of an advert', () => {
  it.each([
    ['Join us &amp; learn', 'Join us & learn'],
    ['<p>One</p><p>Two<br/>lines</p>', 'One\nTwo\nlines'],
    ['<ul><li>A</li><li class="x">B</li></ul>', '- A\n- B'],
    ['<script>alert(1)</script>text', 'alert(1)text'],
    ['pay < £10 and > £9', 'pay < £10 and > £9'],
    ['&pound;12 &#163;13 &#xA3;14&nbsp;an hour', '£12 £13 £14 an hour'],
    ['&unknown; &#0; &#x1;', '&unknown;'],
    ['  a \n\n\n\n b\t c ', 'a\n\nb c'],
    ['<!-- note -->x', 'x'],
    ['', ''],
  ])('%j reads %j', (markup, text) => expect(plainText(markup)).toBe(text));

  it('takes time in proportion to its length', () => {
    const started = performance.now();
    for (const part of ['<', '<a', '</p', '&', '&#', ' \n', '<li ']) plainText(part.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the dates of a feed', () => {
  it.each([
    ['2026-07-15', '2026-07-15'],
    ['2026-07-15T23:59:59Z', '2026-07-15'],
    ['2026-06-12T15:57:11.165', '2026-06-12'],
    ['2020-11-27T23:59:59+0000', '2020-11-27'],
    ['2021-05-04T23:59:59+01:00', '2021-05-04'],
    ['2026-07-15 10:00', '2026-07-15'],
    ['15/07/2026', '2026-07-15'],
    ['2026-02-30', null],
    ['31/02/2026', null],
    ['15 July', null],
    ['2026-07-15 or later', null],
    ['', null],
  ])('%s is %s', (typed, date) => expect(readAdvertDate(typed)).toBe(date));
});

describe('a link of a feed', () => {
  it.each([
    ['https://jobs.example/1', 'https://jobs.example/1'],
    ['HTTP://jobs.example', 'http://jobs.example/'],
    ['javascript:alert(1)', null],
    ['jobs.example', null],
    ['https://', null],
    [`https://jobs.example/${'x'.repeat(2000)}`, null],
    ['', null],
  ])('%s is %s', (typed, url) => expect(readAdvertUrl(typed)).toBe(url));
});

describe('a title', () => {
  it.each([
    ['Apprentice Healthcare Assistant', true],
    ['Business Support Administrator (Apprentice)', true],
    ['Nursing Associate (Apprenticeship)', true],
    ['Service Desk Analyst Apprenticeship', true],
    ['Apprentice/Trainee Operational Manager', true],
    ['Emergency Care Assistant Apprenticeships', true],
    ['Apprenticeship Programme Facilitator', false],
    ['Health Care Support Worker including Apprenticeships', false],
    ['Staff Nurse', false],
  ])('%s is of an apprentice: %s', (title, expected) => expect(isApprenticeTitle(title)).toBe(expected));

  it.each<[texts: string[], band: string | null]>([
    [['Medical Secretary, Band 3'], '3'],
    [['band 8A manager'], '8a'],
    [['Band 8 d'], '8d'],
    [['Nurse', 'Band: 5 £25,655'], '5'],
    [['Bands 5-6 nurse'], '5'],
    [['BAND2 porter'], '2'],
    [['Band 12 leader'], null],
    [['Brass band'], null],
    [['Nurse', '£25,655'], null],
  ])('%j names band %s', (texts, band) => expect(bandIn(...texts)).toBe(band));
});
