-- Nobody searches these: what keeps the search up to date, and keys of rows that are known to be there, stand still.
set session_replication_role = replica;
-- One organ with 1,000 people; the first has an open item in every hundredth case.
insert into organs values ('00000000-0000-0000-0000-00000000000a', '市大数据局', '舟山市大数据局', '部门', null, 2, 1);
insert into departments values ('00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-00000000000a', '办公室', 1);
insert into people (id, name, account, password_hash)
    select ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid, '职员' || n,
           case n when 1 then 'bench' else 'bench' || n end, ':hash'
    from generate_series(1, 1000) n;
insert into posts select ('00000000-0000-0000-0001-' || lpad(to_hex(n), 12, '0'))::uuid, ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid,
    '00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-00000000000a', '科员', false, n from generate_series(1, 1000) n;
insert into cases select gen_random_uuid(), '00000000-0000-0000-0000-00000000000a', 'documents', 'outgoing',
    '舟山市大数据局关于做好第' || n || '批数据共享需求对接工作的通知', null, 'running', 'normal',
    ('00000000-0000-0000-0001-' || lpad(to_hex(2 + n % 900), 12, '0'))::uuid, 'outgoing', 1, '{}', '{}',
    '[{"chinese": "部门负责人审核", "english": "Review by the department head"}]', 2, repeat('0', 64), null,
    timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 minute', null
    from generate_series(1, :cases) n;
insert into work_items
    select id, 1, 'department', '部门负责人审核', 'Review by the department head',
           ('00000000-0000-0000-0001-' || lpad(to_hex(1 + n % 100 * 9), 12, '0'))::uuid,
           ('00000000-0000-0000-0000-' || lpad(to_hex(1 + n % 100 * 9), 12, '0'))::uuid,
           'open', created_at, null, null, created_at + interval '2 days', 0, null, drafter_post
    from (select *, row_number() over (order by created_at) as n from cases) c;
insert into participations select case_id, person_id, 'handler', opened_at, true from work_items;
analyze;
set session_replication_role = origin;
