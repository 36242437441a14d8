-- 办文: outgoing (发文) and incoming (收文) documents.

create table documents (
    case_id uuid primary key references cases,
    -- The text as last saved by the drafter. For an incoming document: as it was issued.
    draft jsonb not null,
    -- Counts saves: a save names the one it builds on, and who is late is told who was first.
    save integer not null,
    saved_by uuid not null references people,
    -- State secrets are refused (条例 art. 26), here too.
    secrecy text not null generated always as (draft ->> 'secrecy') stored
        constraint documents_no_secrets check (secrecy in ('公开', '内部')),
    -- 发文字号
    number text constraint documents_number check (number ~ '^[\u4e00-\u9fa5]+〔\d{4}〕[1-9]\d*号$'),
    signed_by uuid references posts,
    signed_on date,
    -- SM3 of the text that was signed: another text is not numbered, sealed or sent (条例 art. 25 一).
    signed_text text,
    pdf_file uuid references files,
    dispatched_on date,
    -- The document received, where this is an incoming one.
    source_case uuid references cases,
    -- 条例 art. 25: signed before numbered, numbered before sealed, sealed before dispatched.
    constraint documents_signed check (num_nulls(signed_by, signed_on, signed_text) in (0, 3)),
    constraint documents_numbered_after_signing check (number is null or signed_on is not null),
    constraint documents_sealed_after_numbering check (pdf_file is null or number is not null),
    constraint documents_dispatched_after_sealing check (dispatched_on is null or pdf_file is not null)
);
create index documents_source on documents (source_case);

-- A version a person and step: made when the text is handed on, never changed.
create table document_versions (
    case_id uuid not null references documents,
    version integer not null constraint document_versions_version check (version >= 1),
    draft jsonb not null,
    step_chinese text not null,
    step_english text not null,
    post_id uuid not null references posts,
    at timestamptz not null,
    primary key (case_id, version)
);
create trigger document_versions_append_only before update or delete or truncate on document_versions
    for each statement execute function refuse_change();

-- 分发: one row a recipient organ.
create table deliveries (
    case_id uuid not null references documents,
    position integer not null,
    -- Null for an organ outside the system.
    organ_id uuid references organs,
    name text not null,
    kind text not null constraint deliveries_kind check (kind in ('main', 'copy')),
    state text not null constraint deliveries_state check (state in ('waiting', 'received', 'returned', 'outside')),
    incoming_case uuid references cases,
    received_by uuid references posts,
    received_at timestamptz,
    urged integer not null default 0,
    primary key (case_id, position),
    constraint deliveries_organ_once unique (case_id, organ_id),
    constraint deliveries_received check ((state = 'received') = (received_at is not null))
);
create unique index deliveries_incoming on deliveries (incoming_case);

-- 印章: the picture, its size and how long it is valid.
create table seals (
    id uuid primary key,
    organ_id uuid not null references organs,
    name text not null,
    png bytea not null,
    diameter_mm double precision not null constraint seals_diameter check (diameter_mm between 20 and 60),
    valid_from date not null,
    valid_until date
);
create index seals_organ on seals (organ_id);

-- Every use of a seal, with the file it was set on.
create table seal_uses (
    seal_id uuid not null references seals,
    case_id uuid not null references documents,
    post_id uuid not null references posts,
    at timestamptz not null,
    pdf_sha256 text not null,
    primary key (seal_id, case_id, at)
);
create trigger seal_uses_append_only before update or delete or truncate on seal_uses
    for each statement execute function refuse_change();

grant select on all tables in schema public to tongzhou_app;
grant insert, update on documents, deliveries to tongzhou_app;
grant insert on document_versions, seal_uses to tongzhou_app;
