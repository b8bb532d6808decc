import { describe, expect, it } from '@jest/globals';
import { membersOf, pathsBelow, productionSources, textOf } from './source-files.js';

const PATHS = ['apps', 'libs', 'test'].flatMap(pathsBelow);
const CODE = [...PATHS, ...pathsBelow('bin')].filter((path) => /\.(ts|mjs)$/.test(path));
const MEMBERS = [...membersOf('libs').map((name) => `libs/${name}`), ...membersOf('apps').map((name) => `apps/${name}`)];

/** Words that say nothing of what is inside. Fixtures are named by what a partner called them. */
const DRAWERS = new Set(['shared', 'common', 'core', 'base', 'helper', 'helpers', 'util', 'utils', 'misc', 'manager', 'managers']);

/** The given files in which a pattern stands, with the line. Specs of this folder write the words apart, to speak of them. */
function linesWith(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) => textOf(path).split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])));
}

const words = (...halves: string[]): string => halves.join('');

describe('names', () => {
  it('tell what is inside', () => {
    expect(PATHS.length).toBeGreaterThan(300);
    expect(PATHS.filter((path) => path.split('/').at(-1)!.toLowerCase().split(/[^a-z]+/).some((word) => DRAWERS.has(word)))).toEqual([]);
  });

  it('of code are lower-case words joined by hyphens', () => {
    expect(CODE.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|mjs)$/.test(path.split('/').at(-1)!))).toEqual([]);
  });
});

describe('every lib and app', () => {
  it.each(membersOf('libs'))('libs/%s has a door', (lib) => {
    expect(PATHS.includes(`libs/${lib}/src/index.ts`)).toBe(true);
  });

  it.each(MEMBERS)('%s has a README of at most 40 lines', (member) => {
    expect(PATHS.includes(`${member}/README.md`)).toBe(true);
    expect(textOf(`${member}/README.md`).trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });
});

describe('the code', () => {
  it('lets nothing out by the handful', () => {
    expect(linesWith(CODE, /^\s*export \*/)).toEqual([]);
  });

  it('has no circle that Nest would have to be told of', () => {
    expect(linesWith(CODE, new RegExp(words('forward', 'Ref')))).toEqual([]);
  });

  it('has global modules in platform only', () => {
    const found = linesWith(productionSources(), new RegExp(words('^\\s*@', 'Global\\(')));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => !line.startsWith('libs/platform/'))).toEqual([]);
  });

  it('has no file that is longer than 400 lines', () => {
    expect(CODE.filter((path) => textOf(path).trimEnd().split('\n').length > 400)).toEqual([]);
  });

  it('leaves nothing for later', () => {
    expect(linesWith(CODE, new RegExp(`\\b(${words('TO', 'DO')}|${words('FIX', 'ME')}|${words('XX', 'X')}|${words('HA', 'CK')})\\b`))).toEqual([]);
  });

  it('switches no check off', () => {
    const off = [words('(es|ox)lint-', 'disable'), words('@ts-', '(ignore|nocheck|expect-error)'), words('\\b(it|test|describe)\\.', '(only|skip|todo)\\b')];
    expect(linesWith(CODE, new RegExp(off.join('|')))).toEqual([]);
  });

  it('knows no path of the machine it was written on', () => {
    expect(linesWith(CODE, new RegExp(words('["\'`]/(home|root|Users|work)', '/')))).toEqual([]);
  });
});
