import type pg from 'pg'
import { gramsOf } from '../../src/queue/job-texts.ts'

/** The first argument, for a smaller try; thousands. */
export const jobCount = Number(process.argv[2] ?? 1000) * 1000
export const days = 30
/** Of a million texts, each of these stands in two hundred jobs, each first name in twenty thousand. */
const firstNames = 50
const lastNames = 100
/** And so many stand in one job each. */
export const rareTexts = 200

export const rareText = (at: number) => `needle-${at}@example.org`
export const fullName = (first: number, last: number) => `firstname${first} lastname${last}`

type Index = { name: string; definition: string; is_key: boolean }

/** Thirty days of jobs and calls, as a busy gateway leaves them: 93 % done, 15 slots of which one has half of the jobs. */
export async function fill(client: pg.Client): Promise<void> {
  // The rows fit together by their making; nothing else is left out but the checks of that.
  await client.query('set session_replication_role = replica')
  const indexes = await dropIndexes(client, ['jobs', 'attempts', 'job_texts'])
  await addTexts(client)
  await client.query(jobsSql)
  await client.query(attemptsSql)
  await client.query(textsSql)
  for (const { definition } of indexes) await client.query(definition)
  await client.query('vacuum analyze jobs; ')
  await client.query('vacuum analyze attempts')
  await client.query('vacuum analyze job_texts')
  await client.query('set session_replication_role = origin')
}

/** An index is made faster from all of its rows than row by row. Keys stay. */
async function dropIndexes(client: pg.Client, tables: string[]): Promise<Index[]> {
  const { rows } = await client.query<Index>(
    `select i.relname as name, pg_get_indexdef(i.oid) as definition, x.indisprimary as is_key
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
     where t.relname = any($1)`,
    [tables],
  )
  const others = rows.filter(({ is_key }) => !is_key)
  for (const { name } of others) await client.query(`drop index ${name}`)
  return others
}

async function addTexts(client: pg.Client): Promise<void> {
  await client.query('create temp table texts (place int primary key, fields jsonb, text text, grams int[])')
  const guests = [
    ...Array.from({ length: firstNames * lastNames }, (_none, at) =>
      fullName(at % firstNames, Math.floor(at / firstNames)),
    ),
    ...Array.from({ length: rareTexts }, (_none, at) => rareText(at)),
  ]
  for (const [number, guest] of guests.entries()) {
    const text = `guest\n${guest}`
    const values = [number, JSON.stringify({ guest }), text, gramsOf(text)]
    await client.query('insert into texts values ($1, $2, $3, $4)', values)
  }
}

const jobsSql = `
insert into jobs (id, slot_id, slot_revision, source, status, failure_reason, details, client_address, client_fields,
  input_key, input_mime, input_bytes, input_sha256, input_width, input_height, input_deleted_at, result_key, result_mime,
  result_bytes, result_sha256, result_width, result_height, result_deleted_at, received_at, deadline_at, work_until_at,
  started_at, finished_at, expires_at, epoch, ledger)
select id, 'slot-' || lpad((case when chance < 0.5 then 1 else 2 + floor(chance * 28)::int % 14 end)::text, 3, '0'), 1,
  case when chance_of_source < 0.005 then 'test_run' when chance_of_source < 0.007 then 'retry' else 'ingest' end,
  status, case status when 'done' then null when 'timeout' then 'provider_timeout' when 'cancelled' then 'cancelled'
    else (array['provider_error', 'provider_refused', 'internal_error'])[1 + number % 3] end,
  null, '10.0.0.' || number % 200, texts.fields, 'inputs/' || id, 'image/jpeg', 6000000, md5(id::text) || md5(id::text),
  6000, 4000, received_at, case when status = 'done' then 'results/' || id end, 'image/jpeg', 2000000,
  md5(id::text), 1536, 1024, case when received_at < now() - interval '3 days' then received_at end,
  received_at, received_at + interval '48 s', received_at + interval '48 s', received_at + interval '0.1 s',
  received_at + interval '9 s', received_at + interval '3 days', 1,
  jsonb_build_array(pg_temp.hop('upload', 200 + 300 * random()), pg_temp.hop('queue', 10 * random()), pg_temp.hop('provider', 3000 + 9000 * random()),
    pg_temp.hop('download', 100 * random()), pg_temp.hop('encode', 80 * random()), pg_temp.hop('publish', 20 * random()))
from (
  select number, gen_random_uuid() as id, random() as chance, random() as chance_of_source,
    date_trunc('milliseconds', now() - interval '${days} days' + interval '${days} days' * (number / ${jobCount}.0) - interval '10 s') as received_at,
    case when random() < 0.93 then 'done' when random() < 0.6 then 'failed' when random() < 0.8 then 'timeout' else 'cancelled' end as status,
    case when number % ${jobCount / rareTexts} = 17 then ${firstNames * lastNames} + number / ${jobCount / rareTexts}
      else floor(random() * ${firstNames * lastNames})::int end as text_number
  from generate_series(0, ${jobCount - 1}) as number
) as drawn join texts on texts.place = text_number
order by received_at`

const attemptsSql = `
insert into attempts (job_id, epoch, number, provider, operation, model, started_at, milliseconds, outcome, key_lane, billed, cost_micros)
select id, 1, 1, case when random() < 0.9 then 'gemini' when random() < 0.98 then 'openai' else 'fal' end, 'image_edit', 'a model',
  started_at, 6000, status, 'gemini 1a2b', 'yes', 39000
from jobs`

const textsSql = `
insert into job_texts (job_id, text, grams)
select id, texts.text, array(select gram # (((received_at at time zone 'UTC')::date - date '1970-01-01') * 40503) from unnest(texts.grams) as gram)
from jobs join texts on texts.fields = jobs.client_fields`

/** One line of the ledger. */
export const hopSql = `
create function pg_temp.hop(name text, spent float8) returns jsonb language sql as
$$ select jsonb_build_object('hop', name, 'allowed', 40000, 'spent', round(spent::numeric, 1), 'epoch', 1) $$`
