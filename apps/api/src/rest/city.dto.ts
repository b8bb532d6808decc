import { TextLine } from './request-fields.js';

/** Of which City rules are asked for. */
export class CityQuery {
  @TextLine(1, 100, { required: false, description: 'Code of the City whose rules are meant, for whoever sees more than one.' })
  readonly city?: string;
}
