// Where somebody lives and where an opportunity is: clusters round the centres and hospitals of towns.mjs.
import { shares } from './draw.mjs';
import { BOROUGHS, LONDON_EDGES, LONDON_HOSPITALS, TOWNS } from './towns.mjs';

const within = (least, value, most) => Math.max(least, Math.min(most, value));

const inLondon = (east, north) => ({
  east: within(LONDON_EDGES.west, east, LONDON_EDGES.east),
  north: within(LONDON_EDGES.south, north, LONDON_EDGES.north),
});

const boroughs = shares(BOROUGHS.map((borough) => [borough, borough[3]]));

/** Homes lie in a bell of 2.5 km round a borough's centre, boroughs by population. */
function londonHome(draw) {
  const [, east, north] = draw.byShare(boroughs);
  return inLondon(east + draw.bell(25), north + draw.bell(25));
}

/** Invented: 45 of 100 at or beside a large hospital, 15 at the college of a borough, 40 along its high streets. */
const LONDON_SITES = shares([['hospital', 45], ['college', 15], ['high street', 40]]);

function londonSite(draw) {
  const site = draw.byShare(LONDON_SITES);
  const [east, north] = site === 'hospital' ? draw.of(LONDON_HOSPITALS) : draw.byShare(boroughs).slice(1);
  const spread = { hospital: 3, college: 6, 'high street': 18 }[site];
  return inLondon(east + draw.bell(spread), north + draw.bell(spread));
}

/** Where homes and sites of London are drawn. */
export const LONDON = { home: londonHome, site: londonSite };

const LONDON_THOUSANDS = BOROUGHS.reduce((sum, [, , , thousands]) => sum + thousands, 0);

/**
 * England had 56.5 million people in 2021, 8.8 million of them in London. The towns of the list hold a third of the others,
 * so each stands for three times its size, with the smaller places round it.
 */
const PLACES_ROUND_A_TOWN = 3;

/** A town's bell grows with the root of its size: 4.3 km for Birmingham, 1.3 km for a town of a hundred thousand. */
const towns = shares([
  ['London', LONDON_THOUSANDS],
  ...TOWNS.map(([, east, north, thousands]) => [{ east, north, spread: Math.max(6, Math.floor(Math.sqrt(thousands) * 1.3)) }, thousands * PLACES_ROUND_A_TOWN]),
]);

/** Invented: half of a town's share live in it, half round it, five times as far out. */
function englishHome(draw) {
  const town = draw.byShare(towns);
  if (town === 'London') return londonHome(draw);
  const spread = draw.permille(500) ? town.spread * 5 : town.spread;
  return { east: town.east + draw.bell(spread), north: town.north + draw.bell(spread) };
}

/** Invented: of 100 opportunities 35 at the hospital, a little out of the centre, 35 in the town, 30 round it. */
const ENGLISH_SITES = shares([['hospital', 35], ['town', 35], ['round', 30]]);

function englishSite(draw) {
  const town = draw.byShare(towns);
  if (town === 'London') return londonSite(draw);
  const site = draw.byShare(ENGLISH_SITES);
  const out = site === 'hospital' ? Math.floor(town.spread / 2) : 0;
  const spread = { hospital: 3, town: town.spread, round: town.spread * 5 }[site];
  return { east: town.east + out + draw.bell(spread), north: town.north - out + draw.bell(spread) };
}

/** Where homes and sites of England are drawn: by population over London and the other towns. */
export const ENGLAND = { home: englishHome, site: englishSite };
