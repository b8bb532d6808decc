import { readPublishedFigure, type FigureKind } from '#lib/kernel';
import { Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { PublishedFiguresQuery, type RecordedFigure } from './published-figures.query.js';

/** A figure as it is sent. What its values must be follows from its kind. */
export interface SentFigure {
  readonly kind: FigureKind;
  readonly code: string;
  readonly fromOn: string;
  readonly values: unknown;
  readonly source: string;
  readonly isVerified: boolean;
}

/** Adds to published figures. None is ever changed: the newest of a kind, code and day counts. */
@Injectable()
export class PublishedFiguresService {
  constructor(
    private readonly database: Database,
    private readonly query: PublishedFiguresQuery,
  ) {}

  /** Records a figure for each City that the actor leads. Throws opportunities/figure-wrong and figures-of-a-city. */
  async record(actor: Actor, sent: SentFigure): Promise<RecordedFigure[]> {
    requireAction(actor, 'programmes.change');
    const { figure, problems } = readPublishedFigure(sent);
    if (figure === null) throw new DomainError('opportunities/figure-wrong', 'The figure cannot be used, so nothing was recorded. Each error says where and what was expected.', problems);
    await this.database.write(actor, async (manager) => {
      const added = await manager.query<{ id: string; organisationId: string }[]>(
        `INSERT INTO opportunities.city_figures (organisation_id, kind, code, from_on, figure_values, source, is_verified, recorded_by)
         SELECT organisation_id, $1, $2, $3, $4, $5, $6, $7 FROM identity.organisations WHERE level = 'city' AND organisation_id IN (SELECT identity.reach('programmes'))
         RETURNING city_figure_id AS id, organisation_id AS "organisationId"`,
        [figure.kind, figure.code, figure.fromOn, figure.values === null ? null : JSON.stringify(figure.values), sent.source, sent.isVerified, actor.actorId],
      );
      if (added.length === 0) throw new DomainError('opportunities/figures-of-a-city', 'Figures count for a whole City. Ask somebody who leads programmes of the City, or its administrator, to record it.');
      for (const { id, organisationId } of added) await writeAudit(manager, actor, 'figure.recorded', id, { kind: figure.kind, code: figure.code, fromOn: figure.fromOn, isVerified: sent.isVerified }, { organisationId });
    });
    return this.query.list(actor, sent.kind);
  }
}
