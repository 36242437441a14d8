-- The floor below every module: who there is, who is signed in, and cases with their events.
-- Enumerations are text with named checks: readable in a dump, changed by one migration.

-- The role the server acts as. It owns nothing, so that it can neither change nor delete history.
do $$
begin
    if not exists (select from pg_roles where rolname = 'tongzhou_app') then
        create role tongzhou_app nologin;
    end if;
exception when duplicate_object or unique_violation then
    null; -- another database of the same cluster was faster
end $$;
-- A managed PostgreSQL may connect as an ordinary user; it must be able to become the role.
grant tongzhou_app to current_user;

create table organs (
    id uuid primary key,
    name text not null constraint organs_name_unique unique,
    formal_name text not null,
    kind text not null constraint organs_kind check (kind in ('党委', '政府', '部门', '功能区')),
    parent_id uuid references organs,
    level smallint not null constraint organs_level check (level between 1 and 9),
    sort integer not null
);

create table departments (
    id uuid primary key,
    organ_id uuid not null references organs,
    name text not null,
    sort integer not null,
    constraint departments_name_unique unique (organ_id, name),
    constraint departments_organ unique (id, organ_id)
);

create table people (
    id uuid primary key,
    name text not null,
    account text not null constraint people_account_unique unique,
    password_hash text not null,
    active boolean not null default true
);

-- A person in a post (任职). Several posts a person; every act is done from one of them.
create table posts (
    id uuid primary key,
    person_id uuid not null references people,
    department_id uuid not null,
    organ_id uuid not null,
    title text not null,
    head boolean not null default false,
    sort integer not null,
    -- A post cannot stand in a department of another organ.
    constraint posts_department foreign key (department_id, organ_id) references departments (id, organ_id)
);
create index posts_person on posts (person_id, sort);
create index posts_organ on posts (organ_id);
create unique index posts_one_head on posts (department_id) where head;

create table post_roles (
    post_id uuid not null references posts,
    role text not null constraint post_roles_role check (role in
        ('deputy_leader', 'chief_leader', 'reviewer', 'registrar', 'seal_keeper', 'flow_administrator')),
    primary key (post_id, role)
);

-- Opaque tokens, kept as their SHA-256: a copy of this table opens no session.
create table sessions (
    token_hash bytea primary key,
    person_id uuid not null references people,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    address text,
    agent text,
    revoked_at timestamptz
);
create index sessions_person on sessions (person_id);

-- Failed sign-ins by account and by address, for the lockout.
create table sign_in_failures (
    subject text not null,
    at timestamptz not null
);
create index sign_in_failures_subject on sign_in_failures (subject, at);

-- A definition is never changed: a new version is a new row, a running case keeps its own.
create table flow_definitions (
    key text not null,
    version integer not null,
    body jsonb not null,
    created_at timestamptz not null default now(),
    primary key (key, version)
);

create table files (
    id uuid primary key,
    sha256 text not null constraint files_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    sm3 text not null constraint files_sm3 check (sm3 ~ '^[0-9a-f]{64}$'),
    size bigint not null constraint files_size check (size >= 0),
    media_type text not null,
    name text not null constraint files_name check (length(name) between 1 and 255),
    -- Null until a case refers to it; then whoever may see the case may fetch it.
    case_id uuid,
    uploaded_by uuid not null references people,
    at timestamptz not null
);
create index files_case on files (case_id);

-- A case (事项): one piece of office work. Its state is the fold of its events, kept here as a snapshot.
create table cases (
    id uuid primary key,
    organ_id uuid not null references organs,
    module text not null,
    kind text not null,
    title text not null constraint cases_title check (length(title) <= 400),
    number text,
    status text not null constraint cases_status check (status in
        ('draft', 'running', 'suspended', 'finished', 'rejected')),
    urgency text not null constraint cases_urgency check (urgency in ('normal', 'urgent', 'flash')),
    drafter_post uuid not null references posts,
    flow_key text not null,
    flow_version integer not null,
    state jsonb not null,
    -- What conditions and assignments of the flow read, set by the module.
    fields jsonb not null,
    -- Names of the steps it stands at, for lists: [{chinese, english}].
    steps jsonb not null,
    -- Sequence of the last event: every command names the version it saw.
    version integer not null,
    -- Hash of the last event; the next one carries it.
    head text not null,
    due_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    finished_at timestamptz,
    constraint cases_flow foreign key (flow_key, flow_version) references flow_definitions (key, version)
);
alter table files add constraint files_case_known foreign key (case_id) references cases;

-- What happened: one row an act, with all the flow made of it. Never changed, never deleted; each event carries the hash of the one before it in its case.
create table events (
    case_id uuid not null references cases,
    sequence integer not null constraint events_sequence check (sequence >= 1),
    kind text not null,
    person_id uuid not null references people,
    post_id uuid not null references posts,
    on_behalf_of uuid references posts,
    channel text not null constraint events_channel check (channel in ('phone', 'desktop', 'api')),
    at timestamptz not null,
    -- text, not jsonb: the chain covers the bytes
    payload text not null,
    previous text not null,
    hash text not null constraint events_hash check (hash ~ '^[0-9a-f]{64}$'),
    primary key (case_id, sequence)
);

create table opinions (
    case_id uuid not null,
    sequence integer not null,
    slot text,
    step_chinese text not null,
    step_english text not null,
    post_id uuid not null references posts,
    action text not null,
    text text not null constraint opinions_text check (length(text) between 1 and 4000),
    at timestamptz not null,
    primary key (case_id, sequence),
    constraint opinions_event foreign key (case_id, sequence) references events (case_id, sequence)
);

-- One handler's part in one step; the projection of item events.
create table work_items (
    case_id uuid not null references cases,
    item integer not null,
    step text not null,
    step_chinese text not null,
    step_english text not null,
    post_id uuid not null references posts,
    person_id uuid not null references people,
    state text not null constraint work_items_state check (state in ('open', 'reading', 'waiting', 'done', 'cancelled')),
    opened_at timestamptz not null,
    closed_at timestamptz,
    seen_at timestamptz,
    due_at timestamptz,
    urged integer not null default 0,
    note text,
    from_post uuid references posts,
    primary key (case_id, item)
);
-- The inbox: what stands with me, newest first.
create index work_items_open on work_items (person_id, opened_at desc, case_id desc, item desc) where state = 'open';
create index work_items_reading on work_items (person_id, opened_at desc, case_id desc, item desc) where state = 'reading';

-- Who may see a case, and why. `holder` is a person, or an organ whose registrars are meant.
create table participations (
    case_id uuid not null references cases,
    holder uuid not null,
    why text not null constraint participations_why check (why in ('drafter', 'handler', 'reader', 'recipient')),
    -- When the holder last acted, or since when the case is visible.
    at timestamptz not null,
    -- Whether the case still runs: the boxes 在办 and 已办 are one index each.
    running boolean not null,
    primary key (case_id, holder, why)
);
create index participations_list on participations (holder, why, running, at desc, case_id desc);

create table case_links (
    from_case uuid not null references cases,
    to_case uuid not null references cases,
    relation text not null constraint case_links_relation check (relation in ('arises_from', 'replies_to', 'attached_to')),
    primary key (from_case, to_case, relation)
);
create index case_links_to on case_links (to_case);

-- A command carries a key: sent twice, it acts once and answers the same.
create table commands (
    person_id uuid not null references people,
    key uuid not null,
    digest bytea not null,
    answer jsonb not null,
    at timestamptz not null,
    primary key (person_id, key)
);

-- Registers of numbers: gapless, never reused; a voided number stays, with its reason.
create table registers (
    id uuid primary key,
    organ_id uuid not null references organs,
    name text not null,
    -- 机关代字
    word text not null constraint registers_word_unique unique
);
create index registers_organ on registers (organ_id);

create table register_years (
    register_id uuid not null references registers,
    year integer not null,
    last integer not null constraint register_years_last check (last >= 0),
    primary key (register_id, year)
);

create table register_numbers (
    register_id uuid not null references registers,
    year integer not null,
    number integer not null constraint register_numbers_number check (number >= 1),
    case_id uuid not null references cases,
    at timestamptz not null,
    voided_at timestamptz,
    void_reason text,
    primary key (register_id, year, number),
    constraint register_numbers_void check ((voided_at is null) = (void_reason is null))
);
-- A case holds one valid number of a register at a time.
create unique index register_numbers_case on register_numbers (case_id, register_id) where voided_at is null;

-- Facts about the installation itself, such as that it is a demonstration.
create table installation (
    key text primary key,
    value jsonb not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger events_append_only before update or delete or truncate on events
    for each statement execute function refuse_change();
create trigger opinions_append_only before update or delete or truncate on opinions
    for each statement execute function refuse_change();

grant usage on schema public to tongzhou_app;
grant select on all tables in schema public to tongzhou_app;
grant insert on events, opinions, commands, case_links, flow_definitions to tongzhou_app;
grant insert, update on cases, work_items, participations, files, register_years, register_numbers to tongzhou_app;
grant insert, update, delete on sessions, sign_in_failures to tongzhou_app;
