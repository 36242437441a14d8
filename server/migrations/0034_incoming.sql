-- 收文: what an organ registers of a document that came to it (条例 art. 24 二), from another organ of this installation,
-- on paper or from another system.

-- A register numbers what is sent (发文字号) or what came in (收文号).
alter table registers
    add column series text not null default 'outgoing'
        constraint registers_series check (series in ('outgoing', 'incoming'));
create function guard_series() returns trigger language plpgsql as $$
begin
    if new.series <> old.series and exists (select from register_numbers where register_id = new.id) then
        perform refuse_by_name('registers_series_unchanged_after_use');
    end if;
    return new;
end $$;
create trigger registers_series_guarded before update of series on registers
    for each row execute function guard_series();
create or replace view setting_registers as
    select r.id, lpad(o.sort::text, 10, '0') || r.word || r.id as place, r.name as title,
           concat_ws(' · ', r.word, o.name) as note, null::date as valid_from, r.ended_on as valid_until,
           jsonb_build_object('organ', r.organ_id, 'name', r.name, 'series', r.series, 'word', r.word,
               'carried_year', r.carried_year, 'carried_last', r.carried_last, 'ended_on', r.ended_on) as content
    from registers r join organs o on o.id = r.organ_id;

-- A number (来文字号) whatever its notation: 舟政发〔2021〕3号, 舟政发[2021]第003号 and 舟政发2021-3 are one.
create function reference_key(reference text) returns text
language sql immutable parallel safe set search_path = public, pg_temp as $$
    select btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        translate(search_fold(reference), '第号 ', ''),
        '[^0-9a-z一-龥]+', '-', 'g'),
        '([^0-9-])([0-9])', '\1-\2', 'g'),
        '([0-9])([^0-9-])', '\1-\2', 'g'),
        '-0+([0-9])', '-\1', 'g'), '-')
$$;

create table incoming_documents (
    case_id uuid primary key references documents,
    organ_id uuid not null references organs,
    origin text not null constraint incoming_documents_origin check (origin in ('exchange', 'paper', 'system')),
    -- 来文机关, as written; and which it is, where it is known here.
    sender text not null constraint incoming_documents_sender check (length(btrim(sender)) between 1 and 100),
    sender_organ uuid references organs,
    -- 来文字号, as written.
    reference text constraint incoming_documents_reference check (length(btrim(reference)) between 1 and 60),
    reference_key text generated always as (reference_key(reference)) stored,
    -- 成文日期
    written_on date,
    -- 收文日期
    received_on date,
    -- 份数
    copies integer not null default 1 constraint incoming_documents_copies check (copies between 1 and 9999),
    -- 办件 is handled, 阅件 is read (条例 art. 24 四).
    handling text not null default 'matter' constraint incoming_documents_handling check (handling in ('matter', 'reading')),
    -- The scanned pages or the PDF, in their order.
    files uuid[] not null default '{}' constraint incoming_documents_files check (cardinality(files) <= 100),
    -- 收文号, from the organ's register.
    registered_as text,
    registered_by uuid references posts,
    registered_at timestamptz,
    -- Registered although it had been before, and why.
    duplicate_of uuid references cases,
    duplicate_reason text
        constraint incoming_documents_duplicate_reason check (length(btrim(duplicate_reason)) between 2 and 500),
    -- 答复: the document that answered it.
    answered_on date,
    answer text,
    constraint incoming_documents_exchanged check (origin <> 'exchange' or sender_organ is not null),
    constraint incoming_documents_registered check (num_nulls(registered_as, registered_by, registered_at) in (0, 3)),
    constraint incoming_documents_received_first check (registered_at is null or received_on is not null),
    constraint incoming_documents_dates check (written_on <= received_on),
    constraint incoming_documents_duplicate check (duplicate_of is null or duplicate_reason is not null),
    constraint incoming_documents_answered check ((answered_on is null) = (answer is null))
);
-- 收文登记簿, newest first.
create index incoming_documents_register on incoming_documents (organ_id, registered_at desc, case_id desc)
    where registered_at is not null;
create index incoming_documents_reference_key on incoming_documents (organ_id, reference_key)
    where registered_at is not null and reference_key is not null;
-- Whether the same file was registered before.
create index files_content on files (sha256);

alter table incoming_documents enable row level security;
create policy seen_with_case on incoming_documents using ((select office_asks())
    or exists (select from cases c where c.id = case_id)) with check (true);
grant select, insert, update on incoming_documents to tongzhou_app;

-- The sender sees when it was registered, and why it was sent back (退回).
alter table deliveries
    drop constraint deliveries_state,
    drop constraint deliveries_received,
    add column registered_at timestamptz,
    add column returned_at timestamptz,
    add column returned_by uuid references posts,
    add column return_reason text,
    add constraint deliveries_state check (state in ('waiting', 'received', 'registered', 'returned', 'outside')),
    add constraint deliveries_received check (case state
        when 'waiting' then received_at is null when 'outside' then received_at is null
        when 'returned' then true else received_at is not null end),
    add constraint deliveries_registered check (state <> 'registered' or registered_at is not null),
    add constraint deliveries_returned check ((state = 'returned') = (returned_at is not null)
        and num_nulls(returned_at, returned_by, return_reason) in (0, 3));
