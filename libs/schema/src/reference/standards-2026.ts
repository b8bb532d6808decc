import type { StandardStatus, StandardTerms } from '#lib/kernel';

// Apprenticeship standards as they are put into a new database. Never change this file: a later state is a new version,
// recorded by a programme lead or written by a migration of its own.

/** The list of standards that Skills England published on that day is what was read. */
const READ_ON = '2026-07-02';

/** From when the present funding rules hold. What was read is assumed to have held since. */
const RULES_FROM = '2025-08-01';

interface Figures {
  readonly months?: number;
  readonly pounds?: number;
  readonly lars?: string;
  readonly status?: StandardStatus;
  readonly successors?: readonly string[];
}

function row(code: string, name: string, level: number, fromOn: string, isVerified: boolean, { months, pounds, lars, status, successors }: Figures): StandardTerms {
  return {
    code, name, level, fromOn, isVerified,
    larsCode: lars ?? null, status: status ?? 'live', months: months ?? null, fundingPence: pounds === undefined ? null : pounds * 100, successorCodes: successors ?? [],
  };
}

/** Read in the published list: checked from that day on. */
function read(code: string, name: string, level: number, figures: Figures): readonly StandardTerms[] {
  return [row(code, name, level, RULES_FROM, false, figures), row(code, name, level, READ_ON, true, figures)];
}

/** Name and code are known, the figures are not, or from one place only. */
function named(code: string, name: string, level: number, figures: Figures = {}): readonly StandardTerms[] {
  return [row(code, name, level, RULES_FROM, false, figures)];
}

export const STANDARDS_2026: readonly StandardTerms[] = [
  row('ST0216', 'Healthcare support worker', 2, '2016-05-19', true, { lars: '103', months: 12, pounds: 3000 }),
  ...read('ST0216', 'Healthcare support worker', 2, { lars: '103', months: 8, pounds: 5000 }),
  ...named('ST0217', 'Senior healthcare support worker', 3, { lars: '104', months: 18, pounds: 9000 }),
  ...read('ST0215', 'Assistant practitioner (health)', 5, { lars: '102', months: 24, pounds: 14_000 }),
  ...named('ST0827', 'Nursing associate', 5, { months: 24 }),
  ...named('ST0781', 'Registered nurse degree', 6, { months: 48 }),
  row('ST0508', 'Nursing associate (NMC 2010)', 5, '2017-01-01', false, { status: 'retired', successors: ['ST0827'] }),
  row('ST0293', 'Registered nurse (NMC 2010)', 6, '2017-01-01', false, { status: 'retired', successors: ['ST0781'] }),
  ...read('ST0218', 'Healthcare science assistant', 2, { months: 14, pounds: 8000 }),
  ...named('ST0220', 'Healthcare science associate', 4),
  ...named('ST0413', 'Healthcare science practitioner', 6),
  ...read('ST0005', 'Adult care worker', 2, { months: 12, pounds: 4500 }),
  ...read('ST0006', 'Lead adult care worker', 3, { months: 18, status: 'in-revision' }),
  ...named('ST0007', 'Lead practitioner in adult care', 4),
  ...named('ST0008', 'Leader in adult care', 5),
  ...read('ST0510', 'Social worker (integrated degree)', 6, { months: 36, pounds: 24_000 }),
  ...named('ST0299', 'Pharmacy services assistant', 2),
  ...named('ST0300', 'Pharmacy technician', 3),
  ...named('ST0843', 'Healthcare cleaning operative', 2),
  ...named('ST0627', 'Ambulance support worker', 3),
  ...named('ST0287', 'Associate ambulance practitioner', 4),
  ...named('ST0567', 'Paramedic degree', 6),
  ...named('ST0582', 'Operating department practitioner', 6),
  ...named('ST0517', 'Occupational therapist', 6),
  ...named('ST0519', 'Physiotherapist', 6),
  ...named('ST0618', 'Speech and language therapist', 6),
  ...named('ST0599', 'Dietitian', 6),
  ...named('ST0619', 'Diagnostic radiographer', 6),
  ...named('ST0620', 'Therapeutic radiographer', 6),
  ...named('ST0493', 'Podiatrist', 6),
  ...read('ST0601', 'Prosthetist and orthotist', 6, { months: 48, pounds: 24_000 }),
  ...read('ST0632', 'Prosthetic and orthotic technician', 3, { months: 18, pounds: 6000, status: 'in-revision' }),
  ...named('ST0948', 'Midwife', 6),
  ...named('ST0070', 'Business administrator', 3),
  row('ST0072', 'Customer service practitioner', 2, '2017-01-01', false, { months: 12, pounds: 4000 }),
  row('ST0072', 'Customer service practitioner', 2, READ_ON, true, { months: 12, pounds: 4000, status: 'retired', successors: ['ST0070'] }),
  ...named('ST0071', 'Customer service specialist', 3),
  ...read('ST0384', 'Team leader', 3, { months: 15, pounds: 5000 }),
  ...read('ST0385', 'Operations manager', 5, { months: 24, pounds: 9000 }),
  ...read('ST0002', 'Assistant accountant', 3, { months: 15, pounds: 12_000, status: 'in-revision' }),
];
