import { describe, expect, it } from '@jest/globals';
import { contactDayProblem, dueDayOfTask, maySeeNote, type AskedTask, type NoteReader, type NoteVisibility } from './case-notes.js';

const TODAY = '2026-06-15';
const STRANGER: NoteReader = { isAboutThem: false, looksAfter: false, isAuthor: false, isOfTeam: false, isOfOrganisation: false };
const READERS: Readonly<Record<string, NoteReader>> = {
  author: { ...STRANGER, looksAfter: true, isAuthor: true },
  colleague: { ...STRANGER, looksAfter: true, isOfTeam: true, isOfOrganisation: true },
  lead: { ...STRANGER, looksAfter: true, isOfOrganisation: true },
  'by agreement': { ...STRANGER, looksAfter: true },
  'the person': { ...STRANGER, isAboutThem: true },
  employer: { ...STRANGER, isOfTeam: true, isOfOrganisation: true }, // whatever else they are, they do not look after the person
};

describe('a note', () => {
  it.each<[NoteVisibility, string[]]>([
    ['team', ['author', 'colleague']],
    ['organisation', ['author', 'colleague', 'lead']],
    ['everybody', ['author', 'colleague', 'lead', 'by agreement']],
    ['candidate', ['author', 'colleague', 'lead', 'by agreement', 'the person']],
  ])('for %s is read by %j and nobody else', (visibility, readers) => {
    expect(Object.keys(READERS).filter((reader) => maySeeNote(visibility, READERS[reader]!))).toEqual(readers);
  });
});

describe('a task', () => {
  it.each<[AskedTask, string]>([
    [{ code: 'call-them', text: null, dueOn: null }, '2026-06-17'],
    [{ code: 'call-them', text: 'About the bus', dueOn: '2026-06-15' }, '2026-06-15'],
    [{ code: null, text: 'Ask about the bus', dueOn: '2026-06-20' }, '2026-06-20'],
    [{ code: null, text: 'Ask about the bus', dueOn: null }, 'dueOn: Say by which day'],
    [{ code: null, text: null, dueOn: '2026-06-20' }, 'text: Say what'],
    [{ code: 'call-them', text: null, dueOn: '2026-06-14' }, 'dueOn: The day has passed'],
  ])('%j is due %s', (task, expected) => {
    const due = dueDayOfTask(task, TODAY);
    expect(due.ok ? due.dueOn : `${due.field}: ${due.problem}`).toContain(expected);
  });
});

describe('a contact', () => {
  it('is recorded when it has happened', () => {
    expect(contactDayProblem(TODAY, TODAY)).toBeNull();
    expect(contactDayProblem('2026-06-16', TODAY)).toMatch(/future/);
  });
});
