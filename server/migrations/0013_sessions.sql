-- Sessions that their owner can name and end, second factors, and the rules of signing in as data.

-- The token's hash is never shown; this is what a list of sessions calls one.
alter table sessions add column id uuid;
update sessions set id = gen_random_uuid();
alter table sessions alter column id set not null;
alter table sessions add constraint sessions_id_unique unique (id);
-- When password or factor were last given: sealing asks for a recent proof.
alter table sessions add column proven_at timestamptz;
update sessions set proven_at = created_at;
alter table sessions alter column proven_at set not null;
-- What the session was opened with.
alter table sessions add column factor text not null default 'password'
    constraint sessions_factor check (factor in ('password', 'totp', 'recovery'));

-- Signing in looks for live failures by subject: an account, or `address:` and where the attempt came from.
alter table people add column password_set_at timestamptz;
-- The last hashes, so that a password is not used again where the rules forbid it (等保三级).
create table former_passwords (
    person_id uuid not null references people,
    password_hash text not null,
    until timestamptz not null,
    primary key (person_id, until)
);

-- A time-based code (RFC 6238). The secret itself is not here: it is derived from the salt with the installation's
-- own secret, which lies in a file; a copy of the database gives no codes.
create table totp_factors (
    person_id uuid primary key references people,
    salt bytea not null,
    -- Null while it is being enrolled: the first right code confirms it.
    confirmed_at timestamptz,
    -- A code is good once: the step of the last one used.
    last_step bigint not null default 0
);

create table recovery_codes (
    person_id uuid not null references people,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (person_id, code_hash)
);

-- The rules of signing in: each change is a new row, the last one holds.
create table security_policies (
    version integer primary key,
    policy jsonb not null,
    person_id uuid references people,
    at timestamptz not null
);
create trigger security_policies_append_only before update or delete or truncate on security_policies
    for each statement execute function refuse_change();

-- 紧急授权 (break-glass): rights for some hours, asked for with a reason and approved by two others.
create table emergency_grants (
    id uuid primary key,
    person_id uuid not null references people,
    -- The audit office is never lent: who reads what others did, did not do it.
    role text not null constraint emergency_grants_role check (role in
        ('system_administrator', 'security_administrator', 'flow_administrator')),
    reason text not null constraint emergency_grants_reason check (length(btrim(reason)) between 5 and 1000),
    hours smallint not null constraint emergency_grants_hours check (hours between 1 and 8),
    asked_at timestamptz not null,
    begins_at timestamptz,
    ends_at timestamptz,
    ended_by uuid references people,
    constraint emergency_grants_box check ((begins_at is null) = (ends_at is null) and ends_at >= begins_at),
    constraint emergency_grants_asker unique (id, person_id)
);
create index emergency_grants_person on emergency_grants (person_id, ends_at);

-- Two approvals, each by another person than the one who asked and than the other.
create table emergency_approvals (
    grant_id uuid not null,
    asker_id uuid not null,
    person_id uuid not null references people,
    place smallint not null constraint emergency_approvals_place check (place in (1, 2)),
    at timestamptz not null,
    primary key (grant_id, place),
    constraint emergency_approvals_once unique (grant_id, person_id),
    constraint emergency_approvals_other check (person_id <> asker_id),
    constraint emergency_approvals_grant foreign key (grant_id, asker_id) references emergency_grants (id, person_id)
);
create trigger emergency_approvals_append_only before update or delete or truncate on emergency_approvals
    for each statement execute function refuse_change();

-- Without both approvals nothing begins, whoever writes it.
create function require_approvals() returns trigger language plpgsql as $$
begin
    if (select count(*) from emergency_approvals where grant_id = new.id) < 2 then
        raise exception 'two approvals are needed' using errcode = 'check_violation', constraint = 'emergency_grants_approved';
    end if;
    return new;
end $$;
create trigger emergency_grants_approved before insert or update on emergency_grants
    for each row when (new.begins_at is not null) execute function require_approvals();

grant select on former_passwords, totp_factors, recovery_codes, security_policies, emergency_grants,
    emergency_approvals to tongzhou_app;
grant insert on former_passwords, security_policies, emergency_approvals to tongzhou_app;
grant insert, update on emergency_grants to tongzhou_app;
grant insert, update, delete on totp_factors, recovery_codes to tongzhou_app;
grant update (password_hash, password_set_at) on people to tongzhou_app;
