import { describe, expect, it } from '@jest/globals';
import { canBeHeldAt, type RoleNode } from './held-at.js';
import { ROLES, type Role } from '../access/roles.js';

const AREA = (level: 'city' | 'ics' | 'place'): RoleNode => ({ level, organisationType: null });
const OF = (organisationType: string): RoleNode => ({ level: 'organisation', organisationType });

const NODES: Readonly<Record<string, RoleNode>> = {
  city: AREA('city'), ics: AREA('ics'), place: AREA('place'), brokerage: OF('brokerage'), college: OF('college'), training: OF('training-provider'), trust: OF('trust'), practice: OF('gp-practice'),
};

describe('a role can be held', () => {
  it.each<[Role, string[]]>([
    ['broker', ['brokerage']],
    ['broker-lead', ['city', 'ics', 'place', 'brokerage']],
    ['college-partner', ['college', 'training']],
    ['hr', ['trust', 'practice']],
    ['programme-lead', ['city', 'ics', 'place']],
    ['candidate', ['brokerage', 'college', 'training', 'trust', 'practice']],
    ['administrator', Object.keys(NODES)],
    ['auditor', Object.keys(NODES)],
  ])('%s at %j', (role, nodes) => {
    expect(Object.keys(NODES).filter((name) => canBeHeldAt(role, NODES[name]!))).toEqual(nodes);
  });

  it('by every role somewhere', () => {
    expect((Object.keys(ROLES) as Role[]).filter((role) => !Object.values(NODES).some((node) => canBeHeldAt(role, node)))).toEqual([]);
  });
});
