/**
 * The names that SUB_REGION may hold: the county councils, unitary and metropolitan authorities and London
 * boroughs that the Course Directory offers, in its own spelling (its list predates the mergers of 2019 to
 * 2023, so Northamptonshire and Cumbria are still there and their successors are accepted beside them).
 */
const NAMES: readonly string[] = [
  // North East
  'County Durham', 'Darlington', 'Gateshead', 'Hartlepool', 'Middlesbrough', 'Newcastle upon Tyne', 'North Tyneside',
  'Northumberland', 'Redcar and Cleveland', 'South Tyneside', 'Stockton-on-Tees', 'Sunderland',
  // North West
  'Halton', 'Warrington', 'Blackburn with Darwen', 'Blackpool', 'Cheshire East', 'Cheshire West and Chester', 'Bolton',
  'Bury', 'Manchester', 'Oldham', 'Rochdale', 'Salford', 'Stockport', 'Tameside', 'Trafford', 'Wigan', 'Knowsley',
  'Liverpool', 'St. Helens', 'Sefton', 'Wirral', 'Cumbria', 'Cumberland', 'Westmorland and Furness', 'Lancashire',
  // Yorkshire and The Humber
  'Kingston upon Hull, City of', 'East Riding of Yorkshire', 'North East Lincolnshire', 'North Lincolnshire', 'York',
  'Barnsley', 'Doncaster', 'Rotherham', 'Sheffield', 'Bradford', 'Calderdale', 'Kirklees', 'Leeds', 'Wakefield',
  'North Yorkshire',
  // East Midlands
  'Derby', 'Derbyshire', 'Leicester', 'Leicestershire', 'Lincolnshire', 'Northamptonshire', 'North Northamptonshire',
  'West Northamptonshire', 'Nottingham', 'Nottinghamshire', 'Rutland',
  // West Midlands
  'Herefordshire, County of', 'Telford and Wrekin', 'Stoke-on-Trent', 'Shropshire', 'Birmingham', 'Coventry', 'Dudley',
  'Sandwell', 'Solihull', 'Walsall', 'Wolverhampton', 'Staffordshire', 'Warwickshire', 'Worcestershire',
  // East of England
  'Bedford', 'Cambridgeshire', 'Central Bedfordshire', 'Essex', 'Hertfordshire', 'Luton', 'Norfolk', 'Peterborough',
  'Southend-on-Sea', 'Suffolk', 'Thurrock',
  // London
  'City of London', 'Barking and Dagenham', 'Barnet', 'Bexley', 'Brent', 'Bromley', 'Camden', 'Croydon', 'Ealing',
  'Enfield', 'Greenwich', 'Hackney', 'Hammersmith and Fulham', 'Haringey', 'Harrow', 'Havering', 'Hillingdon',
  'Hounslow', 'Islington', 'Kensington and Chelsea', 'Kingston upon Thames', 'Lambeth', 'Lewisham', 'Merton', 'Newham',
  'Redbridge', 'Richmond upon Thames', 'Southwark', 'Sutton', 'Tower Hamlets', 'Waltham Forest', 'Wandsworth',
  'Westminster',
  // South East
  'Medway', 'Bracknell Forest', 'West Berkshire', 'Reading', 'Slough', 'Windsor and Maidenhead', 'Wokingham',
  'Milton Keynes', 'Brighton and Hove', 'Portsmouth', 'Southampton', 'Isle of Wight', 'Buckinghamshire', 'East Sussex',
  'Hampshire', 'Kent', 'Oxfordshire', 'Surrey', 'West Sussex',
  // South West
  'Bath and North East Somerset', 'Bristol, City of', 'North Somerset', 'South Gloucestershire', 'Plymouth', 'Torbay',
  'Bournemouth', 'Poole', 'Bournemouth, Christchurch and Poole', 'Swindon', 'Cornwall', 'Isles of Scilly', 'Wiltshire',
  'Devon', 'Dorset', 'Gloucestershire', 'Somerset',
];

/** Sub-region names by the form in which they are compared. */
export type SubRegions = ReadonlyMap<string, string>;

/** The form in which sub-region names are compared: letters only, so that 'St Helens' is 'St. Helens'. */
export function foldSubRegion(typed: string): string {
  return typed.toLowerCase().replaceAll('&', 'and').replace(/[^a-z]/g, '');
}

/** The sub-regions of England, or another list that a deployment keeps. */
export function subRegionsByName(names: readonly string[] = NAMES): SubRegions {
  return new Map(names.map((name) => [foldSubRegion(name), name]));
}
