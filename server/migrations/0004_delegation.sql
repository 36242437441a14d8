-- Delegation (委托): for some days a person has another handle the work of one of their posts (domain A9: X 代 Y).

-- Equality of ids beside the overlap of periods in one exclusion constraint.
create extension if not exists btree_gist;

create table delegations (
    id uuid primary key,
    -- Whose work: the post, and who held it when it was delegated. Who leaves the post takes the delegation along.
    post_id uuid not null references posts,
    principal uuid not null references people,
    -- Who handles it, from which of their own posts.
    delegate_post uuid not null references posts,
    delegate uuid not null references people,
    -- Both days included.
    from_date date not null,
    until_date date not null,
    created_at timestamptz not null,
    -- 到岗: ended before its last day.
    ended_at timestamptz,
    constraint delegations_not_to_oneself check (principal <> delegate),
    constraint delegations_period check (until_date between from_date and from_date + 366)
);
create index delegations_principal on delegations (principal, created_at desc);
create index delegations_delegate on delegations (delegate, created_at desc);

-- The kinds of case it covers. Named one by one: a kind that comes later is not delegated by an old delegation.
create table delegation_kinds (
    delegation_id uuid not null references delegations,
    post_id uuid not null references posts,
    module text not null,
    kind text not null,
    -- Shortened when the delegation is ended early.
    period daterange not null,
    primary key (delegation_id, module, kind),
    constraint delegation_kinds_one_delegate exclude using gist
        (post_id with =, module with =, kind with =, period with &&)
);

-- Never to somebody who is away themselves: work would come to rest with nobody. One delegation is written at a time.
create function refuse_absent_delegate() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('delegations', 0));
    -- Days in the wrong order are for the constraint to refuse.
    if new.from_date <= new.until_date and exists (select from delegations d where d.principal = new.delegate and d.ended_at is null
               and daterange(d.from_date, d.until_date, '[]') && daterange(new.from_date, greatest(new.from_date, new.until_date), '[]')) then
        raise exception 'the delegate is away' using errcode = 'check_violation', constraint = 'delegations_delegate_present';
    end if;
    return new;
end $$;
create trigger delegations_delegate_present before insert on delegations
    for each row execute function refuse_absent_delegate();

-- Some work is the holder's own, such as setting a seal, and is not delegated with the rest.
alter table work_items add column delegable boolean not null default true;

-- What a person may handle for others on a day: post, principal, kind of case, and from which post of their own. Never
-- transitive: only work of the principal's own posts is in it, not what was delegated to the principal.
create function acting_for(asker uuid, today date)
returns table (post_id uuid, principal uuid, module text, kind text, own_post uuid)
language sql stable as $$
    select d.post_id, d.principal, k.module, k.kind, d.delegate_post
    from delegations d
    join delegation_kinds k on k.delegation_id = d.id and k.period @> today
    join posts p on p.id = d.post_id and p.person_id = d.principal
    join posts o on o.id = d.delegate_post and o.person_id = d.delegate
    where d.delegate = asker and d.ended_at is null
$$;

-- The open items among it: what stands in the delegate's inbox marked 代.
create function items_for(asker uuid, today date)
returns table (case_id uuid, item integer, post_id uuid, principal uuid, own_post uuid, urged integer)
language sql stable as $$
    select w.case_id, w.item, w.post_id, a.principal, a.own_post, w.urged
    from acting_for(asker, today) a
    join work_items w on w.person_id = a.principal and w.post_id = a.post_id and w.state = 'open' and w.delegable
    join cases c on c.id = w.case_id and c.module = a.module and c.kind = a.kind
$$;

-- Who acts for somebody sees the case while its item is theirs to handle.
drop function may_see(cases, uuid[], uuid[]);
create function may_see(asked cases, holders uuid[], administered uuid[], asker uuid, today date) returns boolean
language sql stable as $$
    select asked.organ_id = any(administered)
        or exists (select from participations p where p.case_id = asked.id and p.holder = any(holders))
        or exists (select from items_for(asker, today) i where i.case_id = asked.id)
$$;

-- What was done in somebody's name.
create index events_on_behalf on events (on_behalf_of, at desc) where on_behalf_of is not null;

grant select, insert on delegations, delegation_kinds to tongzhou_app;
grant update (ended_at) on delegations to tongzhou_app;
grant update (period) on delegation_kinds to tongzhou_app;
