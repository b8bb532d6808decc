import { describe, expect, it } from '@jest/globals';
import { carriedOver, redeploymentRulesProblems, type PostRule, type RedeploymentRules } from './redeployment-rules.js';

const post = (code: string, skillCodes: readonly string[] = []): PostRule => ({ code, name: `Post ${code}`, skillCodes, priorLearning: ['Care Certificate'] });
const rules = (more: Partial<RedeploymentRules> = {}): RedeploymentRules => ({ notice: [{ bands: ['2', '3'], weeks: 4 }, { bands: ['5'], weeks: 8 }], atRiskWeeks: 12, posts: [post('vaccination'), post('vaccinator', ['vaccination', 'infection-control'])], ...more });

describe('rules of redeployment', () => {
  it.each([
    ['in order', rules(), []],
    ['with a band twice', rules({ notice: [{ bands: ['2'], weeks: 4 }, { bands: ['5', '2'], weeks: 8 }] }), ['/notice/0/bands', '/notice/1/bands']],
    ['with more than a year', rules({ notice: [{ bands: ['2'], weeks: 53 }] }), ['/notice/0/weeks']],
    ['with a post twice', rules({ posts: [post('vaccination'), post('clerk'), post('clerk')] }), ['/posts/2/code']],
    ['without the post of a file', rules({ posts: [post('clerk')] }), ['/posts']],
  ])('%s', (_, sent, pointers) => expect(redeploymentRulesProblems(sent).map(({ pointer }) => pointer)).toEqual(pointers));
});

describe('what somebody carries over', () => {
  it('is what the post gives, and says what the record has already', () => {
    expect(carriedOver(rules(), 'vaccinator', ['vaccination', 'driving'])).toEqual({
      postCode: 'vaccinator', postName: 'Post vaccinator', skills: [{ code: 'vaccination', isRecorded: true }, { code: 'infection-control', isRecorded: false }], priorLearning: ['Care Certificate'],
    });
  });

  it.each([null, 'pilot'])('is nothing of the post %s', (postCode) => {
    expect(carriedOver(rules(), postCode, ['vaccination'])).toEqual({ postCode, postName: null, skills: [], priorLearning: [] });
  });
});
