import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places of an intake that are kept for a group until a day, and why an allocation passes people over for it. */
export class RingFences1700000000037 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- For a programme, or for a target group that is not protected: one by age goes through a programme with its justification.
      CREATE TABLE opportunities.ring_fences (
        ring_fence_id uuid NOT NULL DEFAULT uuidv7(),
        intake_id uuid NOT NULL,
        programme_code text,
        target_group text,
        places integer NOT NULL,
        release_on date NOT NULL,
        CONSTRAINT pk_ring_fences PRIMARY KEY (ring_fence_id),
        CONSTRAINT fk_ring_fences_intake FOREIGN KEY (intake_id) REFERENCES opportunities.intakes (intake_id) ON DELETE CASCADE,
        CONSTRAINT fk_ring_fences_programme FOREIGN KEY (programme_code) REFERENCES opportunities.programmes (code) ON DELETE CASCADE,
        CONSTRAINT uq_ring_fences_group UNIQUE NULLS NOT DISTINCT (intake_id, programme_code, target_group),
        CONSTRAINT ck_ring_fences_group CHECK (num_nonnulls(programme_code, target_group) = 1),
        CONSTRAINT ck_ring_fences_places CHECK (places > 0),
        CONSTRAINT ck_ring_fences_target_group CHECK (target_group IN ('vaccination-workforce', 'deprived-area', 'outside-nhs'))
      );
      -- Whoever sees the intake sees for whom its places are kept; whoever lists it says so.
      ALTER TABLE opportunities.ring_fences ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reach ON opportunities.ring_fences FOR SELECT USING (EXISTS (SELECT FROM opportunities.intakes AS intake WHERE intake.intake_id = ring_fences.intake_id));
      ${(['INSERT', 'UPDATE', 'DELETE'] as const).map(listPolicy).join('\n      ')}
      GRANT SELECT, INSERT, UPDATE (places, release_on), DELETE ON opportunities.ring_fences TO pathways_app;

      -- From where a held place was taken, so that it goes back there. Once the fence is gone, it is anybody's.
      ALTER TABLE brokerage.referrals
        ADD COLUMN ring_fence_id uuid,
        ADD CONSTRAINT fk_referrals_ring_fence FOREIGN KEY (ring_fence_id) REFERENCES opportunities.ring_fences (ring_fence_id) ON DELETE SET NULL,
        ADD CONSTRAINT ck_referrals_ring_fence CHECK (ring_fence_id IS NULL OR holds_place);
      CREATE INDEX ix_referrals_ring_fence ON brokerage.referrals (ring_fence_id) WHERE ring_fence_id IS NOT NULL;
      GRANT UPDATE (ring_fence_id) ON brokerage.referrals TO pathways_app;

      -- Whoever gives somebody a place decides from where while nobody else can take or keep one there. Intakes are locked in the order of their ids.
      CREATE FUNCTION opportunities.lock_intakes(intake_ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM FROM opportunities.intakes WHERE intake_id = ANY (intake_ids) ORDER BY intake_id FOR UPDATE;
      END $$;
      -- How many places are held and from where they were taken: by cases that belong to others too, so as a number and no more.
      CREATE FUNCTION opportunities.held_places(intake uuid) RETURNS TABLE (fence_id uuid, held integer) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT referral.ring_fence_id, count(*)::integer FROM brokerage.referrals AS referral WHERE referral.intake_id = intake AND referral.holds_place GROUP BY 1
      $$;
      REVOKE EXECUTE ON FUNCTION opportunities.lock_intakes(uuid[]), opportunities.held_places(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION opportunities.lock_intakes(uuid[]), opportunities.held_places(uuid) TO pathways_app;

      ALTER TABLE matching.allocation_places DROP CONSTRAINT ck_allocation_places_outcome;
      ALTER TABLE matching.allocation_places ADD CONSTRAINT ck_allocation_places_outcome
        CHECK (outcome IN ('referred', 'no-place', 'no-consent', 'paused', 'has-a-place', 'already-referred', 'programme-closed', 'kept-for-others', 'place-gone'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE matching.allocation_places DROP CONSTRAINT ck_allocation_places_outcome;
      -- The word for it that there was before.
      UPDATE matching.allocation_places SET outcome = 'place-gone' WHERE outcome IN ('paused', 'programme-closed', 'kept-for-others');
      ALTER TABLE matching.allocation_places ADD CONSTRAINT ck_allocation_places_outcome CHECK (outcome IN ('referred', 'no-place', 'no-consent', 'has-a-place', 'already-referred', 'place-gone'));
      DROP FUNCTION opportunities.held_places, opportunities.lock_intakes;
      REVOKE UPDATE (ring_fence_id) ON brokerage.referrals FROM pathways_app;
      ALTER TABLE brokerage.referrals DROP CONSTRAINT fk_referrals_ring_fence, DROP COLUMN ring_fence_id;
      DROP TABLE opportunities.ring_fences;
    `);
  }
}

function listPolicy(command: 'INSERT' | 'UPDATE' | 'DELETE'): string {
  const isListed = `EXISTS (SELECT FROM opportunities.intakes AS intake JOIN opportunities.opportunities AS opportunity USING (opportunity_id)
        WHERE intake.intake_id = ring_fences.intake_id AND opportunity.organisation_id IN (SELECT identity.reach('listings')))`;
  return `CREATE POLICY list_${command.toLowerCase()} ON opportunities.ring_fences FOR ${command} ${command === 'INSERT' ? 'WITH CHECK' : 'USING'} (${isListed});`;
}
