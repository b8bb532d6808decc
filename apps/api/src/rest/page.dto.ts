import { Identifier, WholeNumberText } from './request-fields.js';

/** A page of a list: how many rows, and after which one. */
export class PageQuery {
  @Identifier({ required: false, description: 'The `next` of the page before. The first page when left out.' })
  readonly after?: string;

  @WholeNumberText(1, 200, { required: false, default: 50, description: 'Rows on the page.' })
  readonly limit: number = 50;
}

/** What `next` of a page means. */
export const NEXT_PAGE = 'Give it back as `after` for the next page; null on the last.';
