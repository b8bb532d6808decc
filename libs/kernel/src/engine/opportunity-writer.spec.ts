import { describe, expect, it } from '@jest/globals';
import { opportunityWith } from '../matching/example-facts.oracle.js';
import { compileMarket } from './market.js';
import { OpportunityWriter } from './opportunity-writer.js';

describe('a slot of a market', () => {
  it('is in no bitmap once it was cleared', () => {
    const two = opportunityWith({ requiredSkillCodes: ['vaccination', 'phlebotomy'], desiredSkillCodes: [] });
    const none = opportunityWith({ opportunityId: 'opportunity-2', requiredSkillCodes: [], desiredSkillCodes: [] });
    const { data } = compileMarket([two, none]);
    const { present, demands, pathways, rarest, special, asked, fewSkills, noSkills } = data;
    const bitmaps = { present, demands, pathways, rarest, special, asked, fewSkills, noSkills };
    const bitsOf = (): Record<string, number> => Object.fromEntries(Object.entries(bitmaps).map(([name, words]) => [name, words.reduce((all, word) => all | word, 0)]));
    expect(bitsOf()).toEqual({ present: 3, demands: 3, pathways: 3, rarest: 3, special: 1, asked: 1, fewSkills: 3, noSkills: 2 });
    const writer = new OpportunityWriter(data);
    writer.clear(0);
    writer.clear(1);
    expect(bitsOf()).toEqual({ present: 0, demands: 0, pathways: 0, rarest: 0, special: 0, asked: 0, fewSkills: 0, noSkills: 0 });
  });
});
