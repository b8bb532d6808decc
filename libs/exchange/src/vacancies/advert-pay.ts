import { readPayText, type PayText } from '#lib/kernel';

/** What an advert says of pay. */
export interface AdvertPay {
  /** The advert's own words; '' when it has none. */
  readonly wording: string;
  /** The figures; 'not-stated' when there are none, and then `scheme` may still say what applies. */
  readonly stated: PayText;
  /** A legal minimum that the advert promises instead of figures; null when it names none. */
  readonly scheme: 'apprentice-minimum' | 'national-minimum' | null;
  /** Agenda for Change band that the advert names, '2' to '9' or '8a' to '8d'; null when it names none. */
  readonly band: string | null;
}

/** Pay from the free text of an advert. */
export function advertPay(wording: string, band: string | null, scheme: AdvertPay['scheme'] = null): AdvertPay {
  return { wording, stated: readPayText(wording), scheme, band };
}
