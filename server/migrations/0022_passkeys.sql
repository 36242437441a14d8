-- 通行密钥 (passkeys, WebAuthn): a second factor that answers to this address only, so that no other site can ask for it.

create table passkeys (
    id uuid primary key,
    person_id uuid not null references people,
    -- As the authenticator names it; nobody else may bring the same.
    credential_id bytea not null constraint passkeys_credential unique,
    -- What its owner calls it.
    name text not null constraint passkeys_name check (length(btrim(name)) between 1 and 40),
    -- Public key and what was said of it when it was added (webauthn-rs). Nothing in it opens anything.
    passkey jsonb not null,
    -- Uses, where the authenticator counts them: one that counts backwards is a copy.
    counter bigint not null default 0,
    created_at timestamptz not null,
    used_at timestamptz
);
create index passkeys_person on passkeys (person_id, created_at);

-- What an authenticator was asked to sign: good once, for a person and a purpose, for some minutes. The row is taken out
-- when the answer comes, right or wrong.
create table passkey_challenges (
    id uuid primary key,
    person_id uuid not null references people,
    purpose text not null constraint passkey_challenges_purpose check (purpose in ('add', 'sign_in')),
    state jsonb not null,
    expires_at timestamptz not null
);
create index passkey_challenges_person on passkey_challenges (person_id, expires_at);

alter table sessions drop constraint sessions_factor;
alter table sessions add constraint sessions_factor check (factor in ('password', 'totp', 'recovery', 'passkey'));

grant select, insert, update, delete on passkeys to tongzhou_app;
grant select, insert, delete on passkey_challenges to tongzhou_app;
