-- Settings as data (业务设置): every change of a setting with who, when, why, before and after; what is no longer used is
-- ended, never deleted, because history refers to it.

create table setting_versions (
    kind text not null constraint setting_versions_kind check (kind ~ '^[a-z_]{1,40}$'),
    setting_id uuid not null,
    version integer not null constraint setting_versions_version check (version >= 1),
    -- Null where this version made it.
    before jsonb,
    after jsonb not null,
    person_id uuid not null references people,
    reason text not null constraint setting_versions_reason check (length(btrim(reason)) between 2 and 500),
    -- The version whose content was restored; 0 is what was before the first.
    restores integer constraint setting_versions_restores check (restores >= 0 and restores < version),
    at timestamptz not null,
    primary key (kind, setting_id, version)
);
create trigger setting_versions_append_only before update or delete or truncate on setting_versions
    for each statement execute function refuse_change();

-- The day from which it is no longer used (撤销、停用). Never a day to come, so that no query needs to know today.
alter table organs add column ended_on date;
alter table departments add column ended_on date;
alter table posts add column ended_on date;
alter table registers add column ended_on date;

alter table organs
    add constraint organs_sort check (sort >= 0),
    add constraint organs_name check (length(btrim(name)) between 1 and 50),
    add constraint organs_formal_name check (length(btrim(formal_name)) between 1 and 50);
alter table departments
    add constraint departments_sort check (sort >= 0),
    add constraint departments_name check (length(btrim(name)) between 1 and 50);
alter table posts
    add constraint posts_sort check (sort >= 0),
    add constraint posts_title check (length(btrim(title)) between 1 and 50);

drop index posts_one_head;
create unique index posts_one_head on posts (department_id) where head and ended_on is null;

-- Refuses a row under a name, as a constraint would.
create function refuse_by_name(name text) returns void language plpgsql as $$
begin
    raise exception 'refused by %', name using errcode = 'check_violation', constraint = name;
end $$;

create function guard_organs() returns trigger language plpgsql as $$
begin
    if new.ended_on is not null and exists (select from posts p join people n on n.id = p.person_id and n.active
                                            where p.organ_id = new.id and p.ended_on is null) then
        perform refuse_by_name('organs_empty_when_ended');
    end if;
    if new.ended_on is not null and exists (select from organs where parent_id = new.id and ended_on is null) then
        perform refuse_by_name('organs_childless_when_ended');
    end if;
    if new.ended_on is null and exists (select from organs where id = new.parent_id and ended_on is not null) then
        perform refuse_by_name('organs_parent_in_force');
    end if;
    if exists (with recursive above as (
                   select id, parent_id from organs where id = new.parent_id
                   union select o.id, o.parent_id from organs o join above a on o.id = a.parent_id)
               select from above where id = new.id) then
        perform refuse_by_name('organs_no_cycle');
    end if;
    return new;
end $$;
create trigger organs_guarded before insert or update of parent_id, ended_on on organs
    for each row execute function guard_organs();

create function guard_departments() returns trigger language plpgsql as $$
begin
    if new.ended_on is not null and exists (select from posts p join people n on n.id = p.person_id and n.active
                                            where p.department_id = new.id and p.ended_on is null) then
        perform refuse_by_name('departments_empty_when_ended');
    end if;
    if new.ended_on is null and exists (select from organs where id = new.organ_id and ended_on is not null) then
        perform refuse_by_name('departments_organ_in_force');
    end if;
    return new;
end $$;
create trigger departments_guarded before insert or update of organ_id, ended_on on departments
    for each row execute function guard_departments();

create function guard_posts() returns trigger language plpgsql as $$
begin
    if new.ended_on is not null and exists (select from work_items where person_id = new.person_id
                                            and post_id = new.id and state = 'open') then
        perform refuse_by_name('posts_idle_when_ended');
    end if;
    if new.ended_on is null and exists (select from departments where id = new.department_id and ended_on is not null) then
        perform refuse_by_name('posts_department_in_force');
    end if;
    -- An ended post keeps no role: who held one of the three offices may take up office work.
    if new.ended_on is not null and exists (select from post_roles where post_id = new.id) then
        perform refuse_by_name('posts_without_roles_when_ended');
    end if;
    return new;
end $$;
create trigger posts_guarded before insert or update of department_id, ended_on on posts
    for each row execute function guard_posts();

-- 发文字号: what was given on paper before the register was kept here.
alter table registers
    add column carried_year integer,
    add column carried_last integer,
    add constraint registers_carried check ((carried_year is null) = (carried_last is null)),
    add constraint registers_carried_year check (carried_year between 1949 and 9999),
    add constraint registers_carried_last check (carried_last >= 0),
    -- As the number of a document has it.
    add constraint registers_word check (word ~ '^[\u4e00-\u9fa5]{1,20}$'),
    add constraint registers_name check (length(btrim(name)) between 1 and 100);

create function guard_registers() returns trigger language plpgsql as $$
begin
    if new.word <> old.word and exists (select from register_numbers where register_id = new.id) then
        perform refuse_by_name('registers_word_unchanged_after_use');
    end if;
    return new;
end $$;
create trigger registers_guarded before update of word on registers
    for each row execute function guard_registers();

-- Once a number was given, the sequence of the year only goes on, by one.
create function guard_register_years() returns trigger language plpgsql as $$
begin
    if exists (select from register_numbers where register_id = new.register_id and year = new.year) then
        perform refuse_by_name('register_years_only_onwards');
    end if;
    return new;
end $$;
create trigger register_years_guarded before update on register_years
    for each row when (new.last <> old.last + 1 or new.year <> old.year or new.register_id <> old.register_id)
    execute function guard_register_years();

create function carry_register() returns trigger language plpgsql as $$
begin
    if exists (select from register_numbers where register_id = new.id and year = new.carried_year) then
        perform refuse_by_name('register_years_only_onwards');
    end if;
    if new.carried_year is not null then
        insert into register_years (register_id, year, last) values (new.id, new.carried_year, new.carried_last)
        on conflict (register_id, year) do update set last = excluded.last;
    end if;
    return null;
end $$;
create trigger registers_carried_on_insert after insert on registers
    for each row execute function carry_register();
create trigger registers_carried_on_update after update of carried_year, carried_last on registers
    for each row when (new.carried_year is distinct from old.carried_year or new.carried_last is distinct from old.carried_last)
    execute function carry_register();

-- One view a kind, all of one shape: what a list shows, in what order, and the content as it is kept in the history.
create view setting_organs as
    select o.id, lpad(o.sort::text, 10, '0') || o.id as place, o.name as title,
           concat_ws(' · ', o.formal_name, p.name) as note, null::date as valid_from, o.ended_on as valid_until,
           jsonb_build_object('name', o.name, 'formal_name', o.formal_name, 'kind', o.kind, 'parent', o.parent_id,
               'sort', o.sort, 'ended_on', o.ended_on) as content
    from organs o left join organs p on p.id = o.parent_id;

create view setting_departments as
    select d.id, lpad(o.sort::text, 10, '0') || lpad(d.sort::text, 10, '0') || d.id as place, d.name as title,
           o.name as note, null::date as valid_from, d.ended_on as valid_until,
           jsonb_build_object('organ', d.organ_id, 'name', d.name, 'sort', d.sort, 'ended_on', d.ended_on) as content
    from departments d join organs o on o.id = d.organ_id;

create view setting_posts as
    select p.id, lpad(o.sort::text, 10, '0') || lpad(p.sort::text, 10, '0') || p.id as place, n.name as title,
           concat_ws(' · ', o.name, d.name, p.title) as note, null::date as valid_from, p.ended_on as valid_until,
           jsonb_build_object('person', p.person_id, 'department', p.department_id, 'title', p.title, 'head', p.head,
               'sort', p.sort, 'ended_on', p.ended_on) as content
    from posts p join people n on n.id = p.person_id join departments d on d.id = p.department_id
        join organs o on o.id = p.organ_id;

-- People are chosen for posts; their accounts are no setting.
create view setting_people as
    select n.id, n.account || n.id as place, n.name as title,
           concat_ws(' · ', n.account, (select o.name from posts p join organs o on o.id = p.organ_id
                                        where p.person_id = n.id and p.ended_on is null order by p.sort limit 1)) as note,
           null::date as valid_from, case when not n.active then '-infinity'::date end as valid_until,
           '{}'::jsonb as content
    from people n;

create view setting_registers as
    select r.id, lpad(o.sort::text, 10, '0') || r.word || r.id as place, r.name as title,
           concat_ws(' · ', r.word, o.name) as note, null::date as valid_from, r.ended_on as valid_until,
           jsonb_build_object('organ', r.organ_id, 'name', r.name, 'word', r.word, 'carried_year', r.carried_year,
               'carried_last', r.carried_last, 'ended_on', r.ended_on) as content
    from registers r join organs o on o.id = r.organ_id;

grant select, insert on setting_versions to tongzhou_app;
grant select on setting_organs, setting_departments, setting_posts, setting_people, setting_registers to tongzhou_app;
grant insert, update on organs, departments, posts, registers to tongzhou_app;

-- 工作日历: a row a year, its days off and days worked as the notice of the State Council lists them.
create table calendar_years (
    id uuid primary key,
    year integer not null constraint calendar_years_year_unique unique
        constraint calendar_years_year check (year between 2000 and 2999),
    -- Whether the State Council has spoken (已公布), or the days are provisional (暂按).
    ordered boolean not null,
    source text not null constraint calendar_years_source check (length(btrim(source)) between 1 and 200),
    days text not null constraint calendar_years_days check (length(days) <= 4000)
);

-- 时限预警: known by an id, as every setting is.
alter table lamp_rules add column id uuid not null default gen_random_uuid() constraint lamp_rules_id_unique unique;

-- Each of the three offices is held by somebody: else nobody could give it to anybody.
create function keep_administrators() returns trigger language plpgsql as $$
begin
    if not exists (select from post_roles r join people n on n.id = r.person_id and n.active where r.role = old.role) then
        perform refuse_by_name('post_roles_last_administrator');
    end if;
    return null;
end $$;
create trigger post_roles_last_administrator after delete on post_roles
    for each row when (old.role in ('system_administrator', 'security_administrator', 'audit_administrator'))
    execute function keep_administrators();

create function guard_post_roles() returns trigger language plpgsql as $$
begin
    if exists (select from posts where id = new.post_id and ended_on is not null) then
        perform refuse_by_name('post_roles_post_in_force');
    end if;
    return new;
end $$;
create trigger post_roles_guarded before insert on post_roles
    for each row execute function guard_post_roles();

-- 印章: what was set on a document stays what it was.
alter table seals add constraint seals_validity check (valid_until >= valid_from);
create function guard_seals() returns trigger language plpgsql as $$
begin
    if exists (select from seal_uses where seal_id = new.id) then
        perform refuse_by_name('seals_unchanged_after_use');
    end if;
    return new;
end $$;
create trigger seals_guarded before update on seals
    for each row when ((new.png, new.diameter_mm, new.organ_id) is distinct from (old.png, old.diameter_mm, old.organ_id))
    execute function guard_seals();

create view setting_roles as
    select p.id, lpad(o.sort::text, 10, '0') || lpad(p.sort::text, 10, '0') || p.id as place, n.name as title,
           concat_ws(' · ', o.name, d.name, p.title) as note, null::date as valid_from, null::date as valid_until,
           jsonb_build_object('roles', coalesce((select jsonb_agg(r.role order by r.role) from post_roles r
                                                 where r.post_id = p.id), '[]')) as content
    from posts p join people n on n.id = p.person_id and n.active join departments d on d.id = p.department_id
        join organs o on o.id = p.organ_id
    where p.ended_on is null;

create view setting_calendars as
    select c.id, (9999 - c.year)::text as place, c.year::text as title, c.source as note, null::date as valid_from,
           null::date as valid_until,
           jsonb_build_object('year', c.year, 'ordered', c.ordered, 'source', c.source, 'days', c.days) as content
    from calendar_years c;

create view setting_lamp_rules as
    select l.id, l.module || l.id as place, case l.module when '' then '通用' when 'documents' then '办文' else l.module end as title,
           l.yellow_from || '%' as note, null::date as valid_from, null::date as valid_until,
           jsonb_build_object('yellow_from', l.yellow_from) as content
    from lamp_rules l;

-- The last day that a seal is valid still belongs to it.
create view setting_seals as
    select s.id, lpad(o.sort::text, 10, '0') || s.id as place, s.name as title, o.name as note, s.valid_from,
           s.valid_until + 1 as valid_until,
           jsonb_build_object('organ', s.organ_id, 'name', s.name, 'png', replace(encode(s.png, 'base64'), E'\n', ''),
               'diameter_mm', s.diameter_mm, 'valid_from', s.valid_from, 'valid_until', s.valid_until) as content
    from seals s join organs o on o.id = s.organ_id;

grant select on setting_roles, setting_calendars, setting_lamp_rules, setting_seals to tongzhou_app;
grant select, insert, update on calendar_years to tongzhou_app;
grant insert, delete on post_roles to tongzhou_app;
grant update on lamp_rules to tongzhou_app;
grant insert, update on seals to tongzhou_app;
