/**
 * Where the invented people and opportunities are: [name, east, north, people in thousands], National Grid in units of
 * 100 m. Centres are right to about a kilometre, sizes follow the Census of 2021 (boroughs; built-up areas) to about a tenth.
 */

/** Centres of the London boroughs. */
export const BOROUGHS = [
  ['Barking and Dagenham', 5450, 1845, 219], ['Barnet', 5245, 1910, 389], ['Bexley', 5485, 1755, 246], ['Brent', 5195, 1855, 340],
  ['Bromley', 5405, 1690, 330], ['Camden', 5290, 1840, 210], ['City and Westminster', 5295, 1800, 213], ['Croydon', 5323, 1655, 391],
  ['Ealing', 5175, 1808, 367], ['Enfield', 5330, 1965, 330], ['Greenwich', 5415, 1775, 289], ['Hackney', 5350, 1850, 259],
  ['Hammersmith and Fulham', 5235, 1780, 183], ['Haringey', 5310, 1900, 264], ['Harrow', 5153, 1885, 261], ['Havering', 5515, 1885, 262],
  ['Hillingdon', 5065, 1835, 306], ['Hounslow', 5140, 1760, 288], ['Islington', 5315, 1845, 217], ['Kensington and Chelsea', 5255, 1790, 143],
  ['Kingston', 5185, 1690, 168], ['Lambeth', 5310, 1755, 318], ['Lewisham', 5380, 1750, 301], ['Merton', 5255, 1700, 215],
  ['Newham', 5400, 1840, 351], ['Redbridge', 5435, 1875, 310], ['Richmond', 5175, 1745, 195], ['Southwark', 5340, 1775, 308],
  ['Sutton', 5260, 1645, 210], ['Tower Hamlets', 5360, 1815, 310], ['Waltham Forest', 5375, 1895, 278], ['Wandsworth', 5260, 1745, 328],
];

/** Large hospitals of London, [east, north]. */
export const LONDON_HOSPITALS = [
  [5307, 1794], [5327, 1800], [5326, 1762], [5294, 1823], [5348, 1818], [5271, 1712], [5267, 1815], [5238, 1779], [5262, 1775], [5273, 1854], [5290, 1869],
  [5358, 1855], [5388, 1888], [5412, 1823], [5512, 1876], [5460, 1876], [5336, 1923], [5240, 1963], [5313, 1985], [5166, 1876], [5069, 1819], [5147, 1799],
  [5163, 1763], [5194, 1699], [5314, 1671], [5266, 1664], [5425, 1775], [5377, 1748], [5435, 1655], [5466, 1716], [5199, 1827], [5223, 1812],
];

/** Greater London lies within these, so a drawn position outside is moved to the edge. */
export const LONDON_EDGES = { west: 5036, east: 5616, south: 1557, north: 2009 };

/** The largest towns of England besides London, and some smaller ones far from them. */
export const TOWNS = [
  ['Birmingham', 4070, 2868, 1140], ['Manchester', 3838, 3981, 550], ['Leeds', 4299, 4335, 540], ['Sheffield', 4353, 3873, 500],
  ['Liverpool', 3346, 3905, 510], ['Newcastle', 4247, 5645, 290], ['Bristol', 3588, 1730, 425], ['Nottingham', 4573, 3399, 300],
  ['Leicester', 4588, 3045, 406], ['Bradford', 4164, 4330, 334], ['Coventry', 4333, 2790, 345], ['Hull', 5095, 4287, 270],
  ['Stoke-on-Trent', 3883, 3475, 259], ['Wolverhampton', 3914, 2985, 235], ['Derby', 4352, 3362, 276], ['Southampton', 4420, 1120, 249],
  ['Portsmouth', 4640, 1005, 208], ['Plymouth', 2478, 546, 265], ['Reading', 4715, 1733, 204], ['Luton', 5091, 2213, 225],
  ['Bolton', 3716, 4094, 184], ['Sunderland', 4397, 5570, 168], ['Norwich', 6232, 3086, 145], ['Bournemouth', 4088, 912, 196],
  ['Swindon', 4150, 1846, 184], ['Southend', 5880, 1855, 181], ['Middlesbrough', 4494, 5204, 148], ['Peterborough', 5192, 2988, 180],
  ['Brighton', 5310, 1045, 246], ['Oxford', 4513, 2062, 165], ['Cambridge', 5453, 2584, 145], ['York', 4602, 4520, 141],
  ['Ipswich', 6164, 2446, 152], ['Gloucester', 3832, 2186, 170], ['Northampton', 4755, 2605, 243], ['Milton Keynes', 4853, 2389, 265],
  ['Exeter', 2920, 925, 127], ['Preston', 3539, 4293, 95], ['Blackpool', 3307, 4361, 150], ['Warrington', 3605, 3882, 174],
  ['Huddersfield', 4143, 4165, 141], ['Doncaster', 4574, 4032, 87], ['Rotherham', 4428, 3928, 71], ['Wigan', 3582, 4056, 109],
  ['Stockport', 3895, 3903, 117], ['Telford', 3697, 3090, 156], ['Lincoln', 4975, 3713, 98], ['Grimsby', 5270, 4095, 85],
  ['Cheltenham', 3948, 2224, 115], ['Worcester', 3851, 2548, 104], ['Chelmsford', 5707, 2068, 110], ['Colchester', 5997, 2252, 130],
  ['Maidstone', 5761, 1557, 110], ['Gillingham', 5770, 1680, 230], ['Crawley', 5267, 1365, 119], ['Basingstoke', 4635, 1520, 109],
  ['Carlisle', 3400, 5558, 75], ['Bath', 3750, 1646, 94], ['Darlington', 4289, 5146, 93], ['Blackburn', 3682, 4280, 125],
  ['Hastings', 5819, 1094, 91], ['Taunton', 3227, 1246, 61], ['Truro', 1825, 448, 21], ['Shrewsbury', 3493, 3126, 77],
];
