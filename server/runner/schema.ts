/**
 * The runner's tables, version by version: a block that was released is never changed, what comes later is a block of its own. Text
 * rather than a file, because a web process is a bundle and has no file beside it.
 */
export const schemaSql = `
-- The runner's own PostgreSQL schema. Each "-- version N" block is applied once, in order, in one transaction; a block that
-- has been released is never edited, a change is a new block. Nothing here is in \`public\`, which Prisma manages.
--
-- JSON is kept as \`json\`, not \`jsonb\`: it is handed on as it came, and jsonb refuses the escape \\u0000 in a string.

-- version 1
create table runner.function (
  id text primary key,
  app text not null,
  config jsonb not null,
  -- Event names and patterns ("project/*") of its triggers, to find the functions of an event without reading each config.
  events text[] not null,
  synced_at timestamptz not null default now()
);

create table runner.event (
  id text primary key,
  name text not null,
  body json not null,
  received_at timestamptz not null default now(),
  -- False while no function is known at all: such an event is matched when the first worker registers its functions.
  routed boolean not null
);
create index event_received_at on runner.event (received_at);
create index event_unrouted on runner.event (received_at) where not routed;

create table runner.run (
  id text primary key,
  function_id text not null,
  events json not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
  -- Concurrency: \`keys[i]\` may be held by at most \`limits[i]\` calls at once.
  keys text[] not null,
  limits integer[] not null,
  -- Calls go out in this order: the time of creation, moved by the priority expression.
  rank timestamptz not null,
  singleton text,
  parent_run text,
  parent_step text,
  finish_timeout_ms bigint,
  -- Steps are reported as they complete instead of all together (races, unoptimised parallelism).
  eager boolean not null default false,
  state_bytes bigint not null default 0,
  output json,
  error json,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create unique index run_singleton on runner.run (singleton) where ended_at is null;
create index run_active on runner.run (function_id, created_at) where ended_at is null;
create index run_ended_at on runner.run (ended_at) where ended_at is not null;

create table runner.step (
  run_id text not null references runner.run on delete cascade,
  id text not null,
  op text not null,
  name text not null,
  -- {"data": ...} or {"error": ...} as the SDK reads it back; null while the step is pending.
  value json,
  -- The order of completion within the run.
  seq bigint,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (run_id, id)
);
create sequence runner.step_seq;

-- What is to be done at or after \`due_at\`. A \`call\` is worked under a lease, outside any transaction; every other kind is done
-- and removed in one transaction.
create table runner.job (
  id bigint generated always as identity primary key,
  -- Set where the same work must not be queued twice.
  key text unique,
  kind text not null check (kind in ('call', 'start', 'cron', 'wake', 'start-timeout', 'finish-timeout', 'announce')),
  run_id text references runner.run on delete cascade,
  function_id text,
  step_id text,
  -- Events to start with or to announce; for a cron its schedule.
  events json[],
  cron text,
  -- What a step gets when its wait is over: {"data": null}, or the error of an invocation that took too long.
  value json,
  -- A debounced start is never put off past this.
  deadline timestamptz,
  attempt integer not null default 0,
  due_at timestamptz not null,
  rank timestamptz not null default now(),
  keys text[] not null default '{}',
  limits integer[] not null default '{}',
  owner text,
  lease_until timestamptz,
  -- Grows with each claim: what a worker brings back under an older number is thrown away.
  generation integer not null default 0
);
create index job_calls on runner.job (rank, id) where kind = 'call';
create index job_held on runner.job (lease_until) where lease_until is not null;
create index job_timers on runner.job (due_at, id) where kind <> 'call';
create index job_run on runner.job (run_id);

create table runner.wait (
  id bigint generated always as identity primary key,
  run_id text not null references runner.run on delete cascade,
  -- Null: the event cancels the run.
  step_id text,
  event text not null,
  expression text,
  expires_at timestamptz
);
create index wait_event on runner.wait (event);
create index wait_run on runner.wait (run_id);

-- Rate limits and idempotency (\`count\` within a window that ends at \`until\`) and throttles (\`until\` is when the next is due).
create table runner.key (
  key text primary key,
  until timestamptz not null,
  count integer not null default 1
);
create index key_until on runner.key (until);

-- Leases up to \`wanted\` due calls of the given functions to \`claimant\`. One claim at a time in the whole database, so that a
-- concurrency limit can be counted; counting twice what is being released is harmless, the call goes out on the next claim.
create function runner.claim(functions text[], claimant text, lease_ms integer, wanted integer, working bigint[])
returns setof runner.job language plpgsql as $$
declare
  candidate record;
  claimed runner.job;
  need record;
  full_keys text[] := '{}';
  is_full boolean;
  taken integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('runner.claim'));
  for candidate in
    select j.id, j.keys, j.limits from runner.job j
    where j.kind = 'call' and j.due_at <= clock_timestamp() and (j.lease_until is null or j.lease_until < clock_timestamp())
      and j.function_id = any(functions) and j.id <> all(working)
    order by j.rank, j.id
  loop
    continue when candidate.keys && full_keys;
    is_full := false;
    for need in select k, l from unnest(candidate.keys, candidate.limits) as n(k, l) loop
      if (select count(*) from runner.job held where held.lease_until > clock_timestamp() and need.k = any(held.keys)) >= need.l then
        -- Only a limit that every holder of the key shares may be remembered as full for all.
        if need.k not like 'shared:%' then full_keys := full_keys || need.k; end if;
        is_full := true;
        exit;
      end if;
    end loop;
    continue when is_full;
    perform 1 from runner.job j where j.id = candidate.id for update skip locked;
    continue when not found;
    update runner.job j set owner = claimant, lease_until = clock_timestamp() + lease_ms * interval '1 ms',
      -- A lease that ran out is a worker that died: that counts as an attempt.
      attempt = j.attempt + (j.lease_until is not null)::integer, generation = j.generation + 1
    where j.id = candidate.id returning j.* into claimed;
    return next claimed;
    taken := taken + 1;
    exit when taken >= wanted;
  end loop;
end $$;
`
