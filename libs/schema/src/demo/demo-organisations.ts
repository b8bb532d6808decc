import type { NewOrganisation } from '#lib/identity';
import { BRINDLEHITHE, COBBLEMERE, DEMO_PLACES, DUNMARROW, FERNQUAY, LARKHOLT, settledPostcodes, THISTLEBOURNE, type DemoPlace } from './demo-geography.js';

/** What an organisation of the demo is and where it works. */
export interface DemoOrganisation {
  readonly code: string;
  readonly name: string;
  readonly type: 'trust' | 'gp-practice' | 'care-provider' | 'contractor' | 'local-authority' | 'college' | 'training-provider' | 'brokerage';
  readonly place: DemoPlace;
  /** Postcodes at which it works. */
  readonly sites: readonly string[];
  /** Hires of twelve months, about; 0 for those that return none. */
  readonly hiresAYear: number;
}

/** Ends every name, so that no list, letter or screenshot passes for a real organisation's. */
const INVENTED = '(invented)';

export const CITY_CODE = 'DEMO-CITY';
export const BROKERAGE_CODE = 'DEMO-BROKER';

function organisation(code: string, name: string, type: DemoOrganisation['type'], place: DemoPlace, hiresAYear: number, sites: readonly number[]): DemoOrganisation {
  const postcodes = settledPostcodes(place);
  return { code: `DEMO-${code}`, name: `${name} ${INVENTED}`, type, place, hiresAYear, sites: sites.map((index) => postcodes[index]!.postcode) };
}

/** The organisations of the demo, a Place after the other. Their sites are places in the list of the Place's postcodes. */
export const DEMO_ORGANISATIONS: readonly DemoOrganisation[] = [
  organisation('T1', 'Saint Wilfreda’s Hospitals NHS Trust', 'trust', BRINDLEHITHE, 300, [27, 33]),
  organisation('GP1', 'Lantern Street Surgery', 'gp-practice', BRINDLEHITHE, 12, [44]),
  organisation('CA1', 'Marigold Quay Home Care', 'care-provider', BRINDLEHITHE, 45, [14]),
  organisation('AC', 'Anchorton Arch College', 'college', BRINDLEHITHE, 0, [38, 62, 5]),
  organisation('T2', 'Anchorton Ambulance Service NHS Trust', 'trust', COBBLEMERE, 125, [29, 57]),
  organisation('FM1', 'Brightmop Facilities Services', 'contractor', COBBLEMERE, 70, [36]),
  organisation('CA2', 'Willowherb Supported Living', 'care-provider', COBBLEMERE, 40, [11]),
  organisation('BROKER', 'Anchorton Jobs Brokerage', 'brokerage', COBBLEMERE, 0, [30]),
  organisation('T3', 'Marrowfield Community Health NHS Trust', 'trust', DUNMARROW, 230, [31, 50, 8]),
  organisation('LA1', 'Dunmarrow Borough Council', 'local-authority', DUNMARROW, 75, [35]),
  organisation('GP2', 'Old Ropewalk Practice', 'gp-practice', DUNMARROW, 9, [22]),
  organisation('T4', 'Kingfisher Reach Mental Health NHS Trust', 'trust', FERNQUAY, 195, [28, 48]),
  organisation('CA3', 'Driftwood House Care Homes', 'care-provider', FERNQUAY, 35, [40]),
  organisation('LA2', 'Larkholt Borough Council', 'local-authority', LARKHOLT, 95, [32]),
  organisation('FM2', 'Trolley and Tray Hospital Catering', 'contractor', LARKHOLT, 60, [26]),
  organisation('LC', 'Larkholt Lanes College', 'college', LARKHOLT, 30, [37, 59]),
  organisation('TP', 'Stepladder Skills Training', 'training-provider', LARKHOLT, 0, [12]),
  organisation('T5', 'Thistlebourne Cross Hospital NHS Trust', 'trust', THISTLEBOURNE, 215, [34, 20]),
  organisation('GP3', 'Gooseberry Lane Health Centre', 'gp-practice', THISTLEBOURNE, 8, [52]),
];

/** The organisation with a code. */
export function demoOrganisation(code: string): DemoOrganisation {
  return DEMO_ORGANISATIONS.find((one) => one.code === code)!;
}

/** The whole tree: City, three boards of two Places each, six Places, the organisations. Parents first. */
export function demoTree(): NewOrganisation[] {
  const boards = ['West', 'Middle', 'East'].map((side, index) => ({
    code: `DEMO-ICS-${side.toUpperCase()}`,
    name: `${side} Anchorton ICS ${INVENTED}`,
    icbCode: DEMO_PLACES[index * 2]!.icbCode,
  }));
  return [
    area(null, 'city', CITY_CODE, `City of Anchorton ${INVENTED}`),
    ...boards.map(({ code, name }) => area(CITY_CODE, 'ics', code, name)),
    ...DEMO_PLACES.map(({ code, name, icbCode }) => area(boards.find((board) => board.icbCode === icbCode)!.code, 'place', code, `${name} ${INVENTED}`)),
    ...DEMO_ORGANISATIONS.map(({ code, name, type, place }): NewOrganisation => ({
      parentCode: place.code, level: 'organisation', organisationType: type, code, name, isDemo: true,
    })),
  ];
}

function area(parentCode: string | null, level: 'city' | 'ics' | 'place', code: string, name: string): NewOrganisation {
  return { parentCode, level, organisationType: null, code, name, isDemo: true };
}
