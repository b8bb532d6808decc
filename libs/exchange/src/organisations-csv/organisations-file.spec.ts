import { describe, expect, it } from '@jest/globals';
import { readOrganisationsFile } from './organisations-file.js';

const HEADINGS = 'CODE,NAME,LEVEL,TYPE,PARENT_CODE';

async function* bytesOf(...rows: string[]): AsyncGenerator<Buffer> {
  yield Buffer.from([HEADINGS, ...rows, ''].join('\r\n'));
}

const TREE = ['LDN,London,City,,', 'qmf,North East,ICB,,ldn', 'E09,Anytown,borough,,QMF', 'R1X,A Trust,organisation,NHS Trust,E09'];

describe('an organisations file', () => {
  it('is read with tolerant spellings, parents first', async () => {
    expect(await readOrganisationsFile(bytesOf(...TREE), [])).toEqual([
      { code: 'LDN', name: 'London', level: 'city', organisationType: null, parentCode: null, isDemo: false },
      { code: 'QMF', name: 'North East', level: 'ics', organisationType: null, parentCode: 'LDN', isDemo: false },
      { code: 'E09', name: 'Anytown', level: 'place', organisationType: null, parentCode: 'QMF', isDemo: false },
      { code: 'R1X', name: 'A Trust', level: 'organisation', organisationType: 'trust', parentCode: 'E09', isDemo: false },
    ]);
  });

  it('may hang on what is there already', async () => {
    expect(await readOrganisationsFile(bytesOf(TREE[3]!), [{ code: 'E09', level: 'place' }])).toHaveLength(1);
  });

  it.each([
    ['an organisation under a board', 'X,Y,organisation,trust,QMF', 'row 6, PARENT_CODE', 'level place'],
    ['a parent that is nowhere', 'X,Y,place,,NOPE', 'row 6, PARENT_CODE', 'level ics'],
    ['a city with a parent', 'X,Y,city,,LDN', 'row 6, PARENT_CODE', 'no node above'],
    ['an organisation without a type', 'X,Y,organisation,,E09', 'row 6, TYPE', 'Fill the type'],
    ['a place with a type', 'X,Y,place,trust,QMF', 'row 6, TYPE', 'blank'],
    ['an unknown level', 'X,Y,village,,E09', 'row 6, LEVEL', ''],
    ['no code', ',Y,city,,', 'row 6, CODE', ''],
    ['too many cells', 'X,Y,city,,,,extra', 'row 6, ', ''],
  ])('%s is refused with its row, and nothing is taken', async (_, row, pointer, words) => {
    await expect(readOrganisationsFile(bytesOf(...TREE, row), [])).rejects.toMatchObject({
      code: 'exchange/organisations-wrong',
      details: expect.arrayContaining([{ pointer, detail: expect.stringContaining(words) }]),
    });
  });
});
