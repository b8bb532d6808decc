import type { BandNotice } from './notice-period.js';

/** A post that ends, and what somebody brings from it. */
export interface PostRule {
  readonly code: string;
  readonly name: string;
  /** Skills that whoever has held it has. */
  readonly skillCodes: readonly string[];
  /** What the next course or apprenticeship can count as learnt, each in a few words. */
  readonly priorLearning: readonly string[];
}

/** Notice and carried skills, in force from a day on. Data, not code: they are edited and dated. */
export interface RedeploymentRules {
  readonly notice: readonly BandNotice[];
  /** Weeks before notice is due from which posts of the same employer are looked for first. */
  readonly atRiskWeeks: number;
  readonly posts: readonly PostRule[];
}

/** Posts in vaccination of which nobody has said which. A partner's file tells no more. */
export const ANY_VACCINATION_POST = 'vaccination';

const MOST_NOTICE_WEEKS = 52;

/** Everything that is wrong with edited rules; nothing when they can be put in force. */
export function redeploymentRulesProblems({ notice, posts }: RedeploymentRules): { readonly pointer: string; readonly detail: string }[] {
  const problems: { pointer: string; detail: string }[] = [];
  const bands = notice.flatMap((one) => one.bands);
  notice.forEach(({ weeks, bands: own }, index) => {
    if (weeks > MOST_NOTICE_WEEKS) problems.push({ pointer: `/notice/${index}/weeks`, detail: `Notice is at most ${MOST_NOTICE_WEEKS} weeks.` });
    for (const band of own) if (bands.filter((one) => one === band).length > 1) problems.push({ pointer: `/notice/${index}/bands`, detail: `Band ${band} is there more than once. Keep one.` });
  });
  posts.forEach(({ code }, index) => {
    if (posts.findIndex((one) => one.code === code) < index) problems.push({ pointer: `/posts/${index}/code`, detail: `The post ${code} is there already. Keep one, or give this one another code.` });
  });
  if (posts.every(({ code }) => code !== ANY_VACCINATION_POST)) problems.push({ pointer: '/posts', detail: `Keep the post ${ANY_VACCINATION_POST}: it stands for posts in vaccination of which no more is known.` });
  return problems;
}

/** What somebody carries over from a post. */
export interface CarriedOver {
  /** Null when the post is not known, or is not among the rules. */
  readonly postCode: string | null;
  readonly postName: string | null;
  /** In the order of the rule; whether the person's record has it already. */
  readonly skills: readonly { readonly code: string; readonly isRecorded: boolean }[];
  readonly priorLearning: readonly string[];
}

/** What somebody carries over: shown as credit beside what their record says, and never written into it. */
export function carriedOver({ posts }: RedeploymentRules, postCode: string | null, recordedSkills: readonly string[]): CarriedOver {
  const post = posts.find(({ code }) => code === postCode);
  if (post === undefined) return { postCode, postName: null, skills: [], priorLearning: [] };
  return { postCode, postName: post.name, skills: post.skillCodes.map((code) => ({ code, isRecorded: recordedSkills.includes(code) })), priorLearning: post.priorLearning };
}
