import type pg from 'pg'

/** Class of the locks that stopped transactions wait for, one lock a point; the test holds them all. */
const lockClass = 4_711

/**
 * `step`: its work is done and its result is about to be stored. The others are inside a step: `stage` and `row` (of the table of that name)
 * when that state is written, `half` when that progress is neither at its beginning nor at its end, `new` when such a row is added.
 */
export type ChaosPoint = {
  readonly kind: 'step' | 'stage' | 'row' | 'half' | 'new'
  readonly name: string
  readonly state?: string
}

export type Chaos = {
  /** The points at which somebody stands still now. */
  stopped(): Promise<readonly string[]>
  /**
   * Ends what stands still, as PostgreSQL does with a client that is gone; the points it stood at let everybody pass from now on. Says which:
   * more than `stopped` did, when somebody came to one while the worker was being killed.
   */
  clear(): Promise<readonly string[]>
  close(): Promise<void>
}

export const nameOf = ({ kind, name, state }: ChaosPoint): string => [kind, name, state].filter(Boolean).join(' ')

/**
 * Named points in a worker's life at which a test can kill it, made in the database alone: the product has no hooks for it. Whoever
 * reaches a point stands still in the middle of its transaction until the test has done what it came for.
 */
export const installChaos = async (pool: pg.Pool, points: readonly ChaosPoint[]): Promise<Chaos> => {
  await pool.query(`
    CREATE SCHEMA chaos;
    CREATE TABLE chaos.point (id serial PRIMARY KEY, label text, kind text, name text, state text);
    CREATE FUNCTION chaos.stop(wanted_kind text, wanted_name text, wanted_state text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE found integer;
    BEGIN
      SELECT id INTO found FROM chaos.point
        WHERE kind = wanted_kind AND name = wanted_name AND (state IS NULL OR state = wanted_state);
      IF found IS NOT NULL THEN PERFORM pg_advisory_xact_lock(${lockClass}, found); END IF;
    END $$;
    CREATE FUNCTION chaos.step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.value IS NOT NULL THEN PERFORM chaos.stop('step', NEW.name, NULL); END IF; RETURN NEW; END $$;
    CREATE FUNCTION chaos.stage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM chaos.stop('stage', NEW.stage, NEW.state::text); RETURN NEW; END $$;
    CREATE FUNCTION chaos.row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM chaos.stop('row', TG_TABLE_NAME, to_jsonb(NEW) ->> TG_ARGV[0]); RETURN NEW; END $$;
    CREATE FUNCTION chaos.half() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.share BETWEEN 0.1 AND 0.9 THEN
        PERFORM chaos.stop('half', coalesce(to_jsonb(NEW) ->> 'stage', TG_TABLE_NAME), NULL);
      END IF; RETURN NEW; END $$;
    CREATE FUNCTION chaos.new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM chaos.stop('new', split_part(to_jsonb(NEW) ->> TG_ARGV[0], ':', 1), NULL); RETURN NEW; END $$;
    CREATE TRIGGER chaos BEFORE INSERT OR UPDATE ON runner.step FOR EACH ROW EXECUTE FUNCTION chaos.step();
    CREATE TRIGGER chaos BEFORE INSERT OR UPDATE OF state ON "ProjectStage" FOR EACH ROW EXECUTE FUNCTION chaos.stage();
    CREATE TRIGGER chaos BEFORE UPDATE OF state ON "Upload" FOR EACH ROW EXECUTE FUNCTION chaos.row('state');
    CREATE TRIGGER chaos BEFORE UPDATE OF status ON "Project" FOR EACH ROW EXECUTE FUNCTION chaos.row('status');
    CREATE TRIGGER chaos BEFORE UPDATE OF state ON "Render" FOR EACH ROW EXECUTE FUNCTION chaos.row('state');
    CREATE TRIGGER chaos_half BEFORE UPDATE OF share ON "ProjectStage" FOR EACH ROW EXECUTE FUNCTION chaos.half();
    CREATE TRIGGER chaos_half BEFORE UPDATE OF share ON "Render" FOR EACH ROW EXECUTE FUNCTION chaos.half();
    CREATE TRIGGER chaos BEFORE INSERT ON "CreditEntry" FOR EACH ROW EXECUTE FUNCTION chaos.new('key');
    CREATE TRIGGER chaos BEFORE INSERT ON "Mail" FOR EACH ROW EXECUTE FUNCTION chaos.new('key');
    CREATE TRIGGER chaos BEFORE INSERT ON runner.event FOR EACH ROW EXECUTE FUNCTION chaos.new('name');`)
  for (const point of points)
    await pool.query('INSERT INTO chaos.point (label, kind, name, state) VALUES ($1, $2, $3, $4)', [
      nameOf(point),
      point.kind,
      point.name,
      point.state ?? null,
    ])
  const holder = await pool.connect()
  await holder.query('SELECT pg_advisory_lock($1, id) FROM chaos.point', [lockClass])
  const waiting = `SELECT pid, objid FROM pg_locks WHERE locktype = 'advisory' AND classid = ${lockClass} AND NOT granted`
  const standing = `SELECT DISTINCT label, id FROM chaos.point JOIN (${waiting}) stopped ON stopped.objid = id`
  return {
    stopped: async () => (await pool.query<{ label: string }>(standing)).rows.map(({ label }) => label),
    clear: async () => {
      const { rows } = await pool.query<{ label: string }>(`WITH reached AS (${waiting}),
        gone AS (DELETE FROM chaos.point WHERE id IN (SELECT objid FROM reached) RETURNING id, label)
        SELECT label, pg_terminate_backend(pid) FROM reached JOIN gone ON objid = id`)
      return rows.map(({ label }) => label)
    },
    close: async () => {
      await holder.query('SELECT pg_advisory_unlock_all()')
      holder.release()
    },
  }
}
