-- So many cases (:cases) of one organ with 1,000 people, as fast as PostgreSQL takes them: no triggers, and the indexes
-- made afterwards. The first person has handled every hundredth case; of those the newer half, at most 1,000, stand
-- with them. Each case has its draft and its review; the cases of the first person can be opened.
-- Run it as the owner of a database that was just migrated, then `vacuum analyze`; `server/benches/scale.rs` does.
set session_replication_role = replica;
set synchronous_commit = off;
create temporary table later as
    select indexdef as make, format('drop index %I', indexname) as unmake from pg_indexes
    where schemaname = 'public' and tablename in ('cases', 'work_items', 'participations', 'events', 'opinions')
      and indexname not like '%_pkey';
do $$ declare it record; begin
    for it in select * from later loop execute it.unmake; end loop;
end $$;
alter table cases drop constraint cases_pkey cascade;
alter table work_items drop constraint work_items_pkey cascade;
alter table participations drop constraint participations_pkey cascade;
alter table events drop constraint events_pkey cascade;

insert into organs (id, name, formal_name, kind, parent_id, level, sort)
    values ('00000000-0000-0000-0000-00000000000a', '市大数据局', '舟山市大数据局', '部门', null, 2, 1);
insert into departments (id, organ_id, name, sort)
    values ('00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-00000000000a', '办公室', 1);
create function person(n bigint) returns uuid language sql immutable parallel safe
    as $$ select ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid $$;
create function post(n bigint) returns uuid language sql immutable parallel safe
    as $$ select ('00000000-0000-0000-0001-' || lpad(to_hex(n), 12, '0'))::uuid $$;
-- As ids are made: rows of one time lie together.
create function case_of(n bigint) returns uuid language sql immutable parallel safe
    as $$ select ('01900000-' || lpad(to_hex(n >> 16), 4, '0') || '-7' || lpad(to_hex((n >> 4) & 4095), 3, '0')
                  || '-8' || lpad(to_hex(n & 15), 3, '0') || '-' || lpad(to_hex(hashtext(n::text)::bit(32)::bigint), 12, '0'))::uuid $$;
insert into people (id, name, account, password_hash)
    select person(n), '职员' || n, case n when 1 then 'bench' else 'bench' || n end, ':hash' from generate_series(1, 1000) n;
insert into posts (id, person_id, department_id, organ_id, title, head, sort)
    select post(n), person(n), '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-00000000000a', '科员', false, n
    from generate_series(1, 1000) n;

-- Who handles the n-th case now: the first person every hundredth.
create function handler(n bigint) returns bigint language sql immutable parallel safe
    as $$ select case when n % 100 = 0 then 1 else 2 + n * 7 % 999 end $$;
-- The newer half of what the first person handles stands with them, at most 1,000; likewise for everybody.
create function stands(n bigint) returns boolean language sql immutable parallel safe
    as $$ select n > :cases - least(:cases / 2, 100000) $$;

insert into cases (id, organ_id, module, kind, title, number, status, urgency, drafter_post, flow_key, flow_version, state,
                   fields, steps, version, head, created_at, updated_at, finished_at)
    select case_of(n), '00000000-0000-0000-0000-00000000000a', 'documents', 'outgoing',
           '舟山市大数据局关于做好第' || n || '批数据共享需求对接工作的通知', null,
           case when stands(n) then 'running' else 'finished' end,
           (array['normal', 'normal', 'normal', 'urgent', 'flash'])[1 + n / 100 % 5], post(2 + n % 900), 'outgoing', 1,
           case when n % 100 = 0 then ':state'::jsonb else '{}' end, '{}', '[{"chinese": "部门负责人审核", "english": "Review by the department head"}]', 4, repeat('0', 64),
           timestamptz '2021-01-01' + n * interval '15 seconds', timestamptz '2021-01-01' + n * interval '15 seconds', null
    from generate_series(1, :cases) n;

insert into documents (case_id, draft, save, saved_by)
    select case_of(n), ':draft'::jsonb, 1, person(2 + n % 900) from generate_series(100, :cases, 100) n;

insert into work_items (case_id, item, step, step_chinese, step_english, post_id, person_id, state, opened_at, closed_at,
                        due_at, urged, from_post, quick)
    select case_of(n), i, (array['draft', 'department'])[i + 1], (array['拟稿', '部门负责人审核'])[i + 1],
           (array['Drafting', 'Review by the department head'])[i + 1], post(who), person(who),
           case when i = 1 and stands(n) then 'open' else 'done' end,
           at + i * interval '1 hour', case when i = 1 and stands(n) then null else at + (i + 1) * interval '1 hour' end,
           at + interval '2 days', case when n % 500 = 0 then 1 else 0 end, post(2 + n % 900),
           case when i = 1 and stands(n) then 'approve' end
    from (select n, timestamptz '2021-01-01' + n * interval '15 seconds' as at from generate_series(1, :cases) n) c
    cross join lateral (values (0, 2 + n % 900), (1, handler(n))) w (i, who);

insert into participations (case_id, holder, why, at, running, acted, asked)
    select case_of(n), person(who), why, timestamptz '2021-01-01' + n * interval '15 seconds', stands(n),
           not (last and stands(n)), last and stands(n)
    from generate_series(1, :cases) n
    cross join lateral (values (2 + n % 900, 'drafter', false), (2 + n % 900, 'handler', false),
                               (handler(n), 'handler', true)) w (who, why, last)
    where not (last and handler(n) = 2 + n % 900);
-- What the first person has started.
insert into participations (case_id, holder, why, at, running, acted, asked)
    select case_of(n), person(1), 'drafter', timestamptz '2021-01-01' + n * interval '15 seconds', stands(n), false, false
    from generate_series(200, :cases, 200) n;

insert into events (case_id, sequence, kind, person_id, post_id, channel, at, payload, previous, hash)
    select case_of(n), i, (array['start', 'submit', 'approve'])[i], person(who), post(who),
           (array['desktop', 'phone'])[1 + (n + i) % 2], timestamptz '2021-01-01' + n * interval '15 seconds' + i * interval '1 hour',
           '{"events":[]}', repeat('0', 64), repeat('0', 64)
    from generate_series(1, :cases) n
    cross join lateral (values (1, 2 + n % 900), (2, 2 + n % 900), (3, handler(n))) w (i, who)
    where n % 100 = 0 or i = 2;

set maintenance_work_mem = '1GB';
alter table cases add constraint cases_pkey primary key (id);
alter table work_items add constraint work_items_pkey primary key (case_id, item);
alter table participations add constraint participations_pkey primary key (case_id, holder, why);
alter table events add constraint events_pkey primary key (case_id, sequence);
do $$ declare it record; begin
    for it in select * from later loop execute it.make; end loop;
end $$;
drop table later;
drop function person, post, handler, stands, case_of;
