import type { Pathway } from '#lib/kernel';
import type { Spellings } from './cell-values.js';

/** Pathways as partners write them. */
export const PATHWAY_SPELLINGS: Spellings<Pathway> = {
  nursing: ['nurse'],
  'allied-health': ['ahp', 'allied-health-professions', 'allied-health-professionals', 'therapy'],
  pharmacy: [],
  science: ['healthcare-science'],
  ambulance: ['paramedic'],
  administration: ['admin', 'administrative', 'clerical'],
  estates: ['facilities', 'estates-and-facilities'],
  maternity: ['midwifery'],
  'social-care': ['adult-social-care', 'care'],
  'pre-entry': ['pre-employment'],
  other: [],
};

type CheckCode =
  | 'right-to-work'
  | 'identity'
  | 'dbs-basic'
  | 'dbs-standard'
  | 'dbs-enhanced'
  | 'registration'
  | 'references'
  | 'work-health'
  | 'driving-licence';

/** Checks that a person has passed or a post asks for, as partners write them. */
export const CHECK_SPELLINGS: Spellings<CheckCode> = {
  'right-to-work': [],
  identity: ['id'],
  'dbs-basic': ['basic-dbs'],
  'dbs-standard': ['standard-dbs'],
  'dbs-enhanced': ['enhanced-dbs'],
  registration: ['professional-registration'],
  references: [],
  'work-health': ['occupational-health'],
  'driving-licence': ['driving-license'],
};
