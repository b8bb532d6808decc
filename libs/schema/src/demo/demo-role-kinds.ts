/** What a kind of post asks and offers, whoever has it. */
export interface RoleKind {
  readonly kind: 'role' | 'apprenticeship' | 'placement';
  readonly title: string;
  readonly about: string;
  /** Agenda for Change band where the NHS pays, else how the employer pays. */
  readonly pay: { readonly band: string } | { readonly hourly: 'minimum' | 'between' | 'living' | 'apprentice' | 'above' } | { readonly yearlyPounds: number } | null;
  /** Qualification, English and maths: 0 where nothing is asked. */
  readonly levels: readonly [level: number, english: number, maths: number];
  readonly required?: string;
  readonly desired: string;
  readonly checks?: string;
  /** Half-days on which the work can fall, and how many of them a week. */
  readonly schedule: readonly [halfDays: string, needed: number];
  readonly standard?: string;
  /** Only where the title alone would not tell. */
  readonly pathway?: string;
}

const ROTA = 'any';

/** The posts of the demo. Levels, bands and standards are as employers in London ask and pay them. */
export const ROLE_KINDS = {
  hcsw: {
    kind: 'role', title: 'Healthcare support worker', about: 'Care for patients on a ward, with the Care Certificate in the first twelve weeks.',
    pay: { band: '2' }, levels: [0, 1, 1], desired: 'personal-care; clinical-observations; infection-control', schedule: [ROTA, 9],
  },
  communityHcsw: {
    kind: 'role', title: 'Healthcare support worker, community nursing', about: 'Visits to people at home: observations, simple dressings and a watchful eye.',
    pay: { band: '3' }, levels: [2, 1, 1], required: 'clinical-observations', desired: 'vaccination; record-keeping; safeguarding', schedule: ['weekdays; weekends', 9],
  },
  hcswApprentice: {
    kind: 'apprenticeship', title: 'Healthcare support worker apprentice', about: 'Eight months of work and learning on a ward, with a post at the end for those who pass.',
    pay: { band: '2' }, levels: [0, 1, 1], desired: 'personal-care; customer-service', schedule: ['weekdays; weekends', 8], standard: 'ST0216',
  },
  seniorApprentice: {
    kind: 'apprenticeship', title: 'Senior healthcare support worker apprentice', about: 'For people who have worked in care or vaccination and want the next step.',
    pay: { band: '3' }, levels: [2, 1, 1], desired: 'clinical-observations; vaccination; infection-control; basic-life-support', schedule: [ROTA, 9], standard: 'ST0217',
  },
  nursingAssociate: {
    kind: 'apprenticeship', title: 'Trainee nursing associate', about: 'Two years of paid study and placements to become a registered nursing associate.',
    pay: { band: '3' }, levels: [3, 2, 2], desired: 'clinical-observations; vaccination; personal-care; safeguarding', schedule: [ROTA, 10], standard: 'ST0827',
  },
  phlebotomist: {
    kind: 'role', title: 'Phlebotomist', about: 'Takes blood from outpatients and on the wards.',
    pay: { band: '3' }, levels: [2, 1, 1], required: 'phlebotomy', desired: 'infection-control; customer-service', schedule: ['weekdays; sat-am', 8],
  },
  wardClerk: {
    kind: 'role', title: 'Ward clerk', about: 'Keeps a ward’s records and its telephone in order.',
    pay: { band: '2' }, levels: [2, 2, 1], desired: 'record-keeping; data-entry; telephone-work', schedule: ['weekdays', 8],
  },
  clinicCoordinator: {
    kind: 'role', title: 'Clinic coordinator', about: 'Plans clinics, books staff and answers for the lists.',
    pay: { band: '4' }, levels: [3, 2, 2], desired: 'organising; team-leading; data-entry', schedule: ['weekdays', 10], pathway: 'administration',
  },
  callHandler: {
    kind: 'role', title: 'Emergency call handler', about: 'Answers 999 calls; twelve weeks of training before the first one.',
    pay: { band: '3' }, levels: [2, 2, 1], desired: 'telephone-work; customer-service; teamwork', schedule: [ROTA, 10], pathway: 'ambulance',
  },
  porter: {
    kind: 'role', title: 'Hospital porter', about: 'Moves patients, samples and equipment around the hospital.',
    pay: { band: '2' }, levels: [0, 1, 0], desired: 'manual-handling; teamwork', schedule: [ROTA, 8],
  },
  domestic: {
    kind: 'role', title: 'Domestic assistant', about: 'Keeps wards clean and safe.',
    pay: { band: '2' }, levels: [0, 0, 0], desired: 'cleaning; infection-control', schedule: ['weekdays; weekends', 8],
  },
  pharmacyApprentice: {
    kind: 'apprenticeship', title: 'Pharmacy services assistant apprentice', about: 'Learns to order, prepare and hand out medicines.',
    pay: { band: '2' }, levels: [1, 1, 1], desired: 'stock-control; customer-service', schedule: ['weekdays; sat-am; sat-pm', 8], standard: 'ST0299',
  },
  pharmacyAssistant: {
    kind: 'role', title: 'Pharmacy assistant', about: 'Stocks wards and prepares prescriptions under a technician.',
    pay: { band: '2' }, levels: [2, 2, 2], desired: 'stock-control; data-entry', schedule: ['weekdays; sat-am; sat-pm', 9],
  },
  scienceApprentice: {
    kind: 'apprenticeship', title: 'Healthcare science assistant apprentice', about: 'Receives and prepares samples in the laboratory.',
    pay: { band: '2' }, levels: [2, 2, 2], desired: 'laboratory-work; record-keeping', schedule: ['weekdays', 10], standard: 'ST0218',
  },
  therapyAssistant: {
    kind: 'role', title: 'Therapy assistant', about: 'Helps people to move and manage again after illness, with physiotherapists and occupational therapists.',
    pay: { band: '3' }, levels: [2, 2, 1], desired: 'personal-care; manual-handling; record-keeping', checks: 'driving-licence', schedule: ['weekdays', 10],
  },
  maternity: {
    kind: 'role', title: 'Maternity support worker', about: 'Supports mothers, babies and midwives before and after birth.',
    pay: { band: '3' }, levels: [2, 2, 1], desired: 'personal-care; safeguarding; clinical-observations', schedule: [ROTA, 9],
  },
  vaccinationLead: {
    kind: 'role', title: 'School vaccination team leader', about: 'Leads a team of vaccinators in schools in term time.',
    pay: { band: '4' }, levels: [3, 2, 2], required: 'vaccination; team-leading', desired: 'safeguarding; organising', schedule: ['weekdays', 9], pathway: 'nursing',
  },
  patientTransport: {
    kind: 'role', title: 'Patient transport driver', about: 'Brings people to their appointments and home again.',
    pay: { band: '3' }, levels: [0, 1, 0], desired: 'driving; manual-handling; customer-service', checks: 'driving-licence', schedule: ['weekdays; weekends', 8], pathway: 'ambulance',
  },
  ambulanceApprentice: {
    kind: 'apprenticeship', title: 'Ambulance support worker apprentice', about: 'Works with an ambulance crew and learns to drive under blue lights.',
    pay: { band: '3' }, levels: [2, 2, 2], desired: 'basic-life-support; driving; teamwork', checks: 'driving-licence', schedule: [ROTA, 10], standard: 'ST0627',
  },
  wardPlacement: {
    kind: 'placement', title: 'Two weeks on a ward', about: 'A taste of hospital work with a mentor, and an interview at the end. Travel and lunch are paid.',
    pay: null, levels: [0, 0, 0], desired: 'customer-service; teamwork', schedule: ['weekdays', 8], pathway: 'pre-entry',
  },
  communityPlacement: {
    kind: 'placement', title: 'Six weeks towards a job in primary care', about: 'Training, work experience in a practice and a guaranteed interview for people from outside the NHS.',
    pay: null, levels: [0, 1, 0], desired: 'customer-service; community-languages', schedule: ['mon-am; tue-am; wed-am; thu-am; fri-am', 4], pathway: 'pre-entry',
  },
  staffNurse: {
    kind: 'role', title: 'Staff nurse, elderly care', about: 'For registered nurses, newly qualified ones included.',
    pay: { band: '5' }, levels: [6, 2, 2], required: 'medicines-administration', desired: 'clinical-observations; team-leading', checks: 'registration', schedule: [ROTA, 10],
  },
  peerSupport: {
    kind: 'role', title: 'Peer support worker, mental health', about: 'For people who have used mental health services themselves and want to help others.',
    pay: { band: '3' }, levels: [1, 1, 0], desired: 'safeguarding; teamwork; record-keeping', schedule: ['weekdays', 6], pathway: 'social-care',
  },
  receptionist: {
    kind: 'role', title: 'Receptionist, general practice', about: 'The first voice and the first face of the practice.',
    pay: { hourly: 'between' }, levels: [1, 2, 1], desired: 'telephone-work; customer-service; data-entry; community-languages', schedule: ['weekdays', 6],
  },
  practiceHca: {
    kind: 'role', title: 'Healthcare assistant, general practice', about: 'Health checks, blood pressure, vaccination clinics.',
    pay: { hourly: 'living' }, levels: [2, 2, 1], required: 'clinical-observations', desired: 'phlebotomy; vaccination; customer-service', schedule: ['weekdays', 6],
  },
  linkWorker: {
    kind: 'role', title: 'Social prescribing link worker', about: 'Finds what matters to people and who nearby can help with it.',
    pay: { hourly: 'above' }, levels: [3, 2, 1], desired: 'community-languages; safeguarding; organising', schedule: ['weekdays', 8], pathway: 'social-care',
  },
  homeCare: {
    kind: 'role', title: 'Home care worker', about: 'Helps older people to stay in their own homes. Rounds in the morning or in the evening.',
    pay: { hourly: 'minimum' }, levels: [0, 1, 0], desired: 'personal-care; driving; medicines-administration', schedule: [ROTA, 6],
  },
  careApprentice: {
    kind: 'apprenticeship', title: 'Adult care worker apprentice', about: 'Learn to care while being paid for it.',
    pay: { hourly: 'apprentice' }, levels: [0, 1, 0], desired: 'personal-care; teamwork', schedule: ['weekdays; weekends', 8], standard: 'ST0005',
  },
  supportedLiving: {
    kind: 'role', title: 'Support worker, learning disability', about: 'Everyday life with four people who share a house, sleep-ins included.',
    pay: { hourly: 'between' }, levels: [1, 1, 0], desired: 'personal-care; safeguarding; medicines-administration', schedule: [ROTA, 7], pathway: 'social-care',
  },
  careHome: {
    kind: 'role', title: 'Care assistant, dementia home', about: 'Days full of small things that matter, for thirty residents.',
    pay: { hourly: 'minimum' }, levels: [0, 1, 0], desired: 'dementia-care; personal-care', schedule: [ROTA, 8],
  },
  cleaner: {
    kind: 'role', title: 'Hospital cleaner, evenings', about: 'Cleans outpatient clinics after they close.',
    pay: { hourly: 'minimum' }, levels: [0, 0, 0], desired: 'cleaning; infection-control', schedule: ['evenings', 5],
  },
  cleaningApprentice: {
    kind: 'apprenticeship', title: 'Healthcare cleaning operative apprentice', about: 'A qualification for work that keeps patients safe. The employer pays the London Living Wage.',
    pay: { hourly: 'living' }, levels: [0, 0, 0], desired: 'cleaning; infection-control', schedule: ['weekdays', 8], standard: 'ST0843',
  },
  catering: {
    kind: 'role', title: 'Catering assistant, hospital kitchen', about: 'Prepares and serves meals to wards and visitors.',
    pay: { hourly: 'between' }, levels: [0, 0, 0], desired: 'food-hygiene; teamwork', schedule: ['weekdays; weekends', 7],
  },
  reablement: {
    kind: 'role', title: 'Reablement assistant', about: 'Six weeks beside people who come home from hospital.',
    pay: { yearlyPounds: 29_850 }, levels: [1, 1, 1], desired: 'personal-care; driving; record-keeping', schedule: ['weekdays; weekends', 8], pathway: 'social-care',
  },
  customerAdviser: {
    kind: 'role', title: 'Customer service adviser, adult social care', about: 'Listens, finds out what is needed and opens the right door.',
    pay: { yearlyPounds: 30_540 }, levels: [2, 2, 1], desired: 'telephone-work; customer-service; data-entry', schedule: ['weekdays', 9], pathway: 'administration',
  },
  businessApprentice: {
    kind: 'apprenticeship', title: 'Business administrator apprentice', about: 'Office skills in a public health team.',
    pay: { yearlyPounds: 25_920 }, levels: [2, 2, 2], desired: 'data-entry; organising', schedule: ['weekdays', 9], standard: 'ST0070',
  },
} as const satisfies Record<string, RoleKind>;
