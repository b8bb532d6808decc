import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Pathway } from '../matching/facts.js';
import { pathwayOfTitle } from './pathway-of-title.js';

const EXAMPLES: Readonly<Record<Pathway, readonly string[]>> = {
  nursing: ['Healthcare Assistant', 'Health-care assistants (nights)', 'HCSW - Ward 5', 'Senior healthcare support worker', 'Staff Nurse (RMN)', 'Nursing associate', 'Vaccinator', 'Phlebotomist', 'Introduction to phlebotomy', 'Assistant practitioner (health)', 'Community immunisation team nurse', 'Health Visitor', 'Care Certificate'],
  'allied-health': ['Radiographer', 'Physiotherapy Assistant', 'Occupational Therapist Band 5', 'Therapy Support Worker', 'Speech & Language Therapist', 'Operating Department Practitioner', 'Theatre support worker', 'Podiatrist', 'Prosthetic and orthotic technician', 'Rehabilitation Assistant'],
  pharmacy: ['Pharmacy Technician', 'Pharmacy services assistant', 'Lead Pharmacist', 'Dispensing assistant'],
  science: ['Biomedical Scientist', 'Medical Laboratory Assistant', 'Healthcare science associate', 'Cardiac Physiologist', 'Sterile Services Technician', 'Pathology Support Worker'],
  ambulance: ['Ambulance care assistant', 'Paramedic', 'Ambulance call handler', 'Patient Transport Driver'],
  administration: ['Ward Clerk', 'Medical Secretary', 'GP Receptionist', 'Pharmacy Administrator', 'Nurse Recruitment Administrator', 'Business administrator', 'Service Manager', 'Team Leader (level 3)', 'Finance Analyst', 'IT Support Officer', 'Customer service practitioner'],
  estates: ['Domestic Assistant', 'Porter', 'Catering Assistant', 'Ward Housekeeper', 'Healthcare cleaning operative', 'Chef', 'Maintenance Electrician', 'Professional Cookery'],
  maternity: ['Midwife', 'Maternity Support Worker', 'Midwifery degree'],
  'social-care': ['Care Assistant', 'Home carer', 'Support Worker - Nights', 'Adult care worker', 'Social Worker', 'Health and Social Care Level 2', 'Social prescribing link worker'],
  'pre-entry': ['SWAP: roles in the NHS', 'Sector-based Work Academy', 'Access to HE Diploma (Nursing)', 'ESOL Entry 3', 'Functional Skills English', 'T Level in Health', 'Preparing to work in adult social care'],
  other: ['Consultant Psychiatrist', 'Specialty Doctor', 'Salaried GP', 'Clinical Psychologist', 'Dental Nurse', 'Nursery Nurse', 'Consultant in Laboratory Haematology', 'Domestic Abuse Worker', 'Yoga', ''],
};

describe('the pathway of a title', () => {
  it.each(Object.entries(EXAMPLES).flatMap(([pathway, titles]) => titles.map((title) => [title, pathway] as const)))('of %j is %s', (title, pathway) => {
    expect(pathwayOfTitle(title)).toBe(pathway);
  });

  it.each<[string, string, Pathway]>([
    ['Level 2 certificate', 'CARE', 'social-care'],
    ['Level 2 certificate', 'BUSINESSADMIN', 'administration'],
    ['Level 2 certificate', 'Business and administration', 'administration'],
    ['Level 2 certificate', 'Catering and hospitality', 'estates'],
    ['Level 2 certificate', 'Health and science', 'other'],
    ['Porter', 'CARE', 'estates'],
    ['Dental nurse', 'CARE', 'other'],
  ])('of %j in the sector %j is %s', (title, sector, pathway) => expect(pathwayOfTitle(title, sector)).toBe(pathway));

  it('goes by whole words', () => {
    expect(pathwayOfTitle('Nightporters of Cookham')).toBe('other');
    expect(pathwayOfTitle('Porters')).toBe('estates');
  });

  it('does not depend on case or punctuation', () => {
    const titles = Object.values(EXAMPLES).flat();
    fc.assert(
      fc.property(fc.constantFrom(...titles), fc.constantFrom(' ', '  ', ' - ', '/', '\t'), (title, gap) => {
        expect(pathwayOfTitle(` ${title.toUpperCase().replaceAll(' ', gap)}!`)).toBe(pathwayOfTitle(title));
      }),
    );
  });
});
