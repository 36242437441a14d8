-- Finding people and organs: by any part of a name, title or place, and by pinyin.

-- How a name is spelled in pinyin, every reading of its characters: whole, from each syllable on, and initials
-- (曾小明: zengxiaoming, xiaoming, ming, zxm, xm, m, zengxm, cengxiaoming …). Written with the name by the server, which
-- knows the readings; null until then.
alter table people add column spellings text[];
alter table organs add column spellings text[];

-- Words of a directory are short: every one and every two neighbouring characters of them, and every beginning of a
-- spelling, answer any question by containment, which one GIN index serves. Longer words ask for all their pairs and are
-- checked against the text itself.
create function directory_keys(words text[], spellings text[]) returns text[]
language sql immutable parallel safe as $$
    select array(
        select distinct key from (
            select substr(lower(word), place, size) as key
            from unnest(words) word, generate_series(1, length(word)) place, generate_series(1, 2) size
            where place + size - 1 <= length(word)
            union all
            select left(spelling, size) from unnest(spellings) spelling, generate_series(1, length(spelling)) size
        ) keys where key !~ '^\s*$')
$$;

alter table posts add column keys text[] not null default '{}';
create index posts_keys on posts using gin (keys);
create index posts_department_order on posts (department_id, sort, id);
create index departments_organ_order on departments (organ_id, sort);
create index organs_parent on organs (parent_id, sort);

create function posts_keys() returns trigger language plpgsql as $$
begin
    select directory_keys(array[n.name, new.title, d.name, o.name, o.formal_name], n.spellings || o.spellings)
    into new.keys
    from people n, departments d join organs o on o.id = d.organ_id
    where n.id = new.person_id and d.id = new.department_id;
    new.keys := coalesce(new.keys, '{}');
    return new;
end $$;
create trigger posts_keys before insert or update of title, person_id, department_id, keys on posts
    for each row execute function posts_keys();

-- What a post is found by stands in other rows too: a change there comes through.
create function posts_keys_again() returns trigger language plpgsql as $$
begin
    case tg_table_name
        when 'people' then update posts set keys = '{}' where person_id = new.id;
        when 'departments' then update posts set keys = '{}' where department_id = new.id;
        when 'organs' then update posts set keys = '{}' where organ_id = new.id;
    end case;
    return null;
end $$;
create trigger posts_keys_again after update of name, spellings on people
    for each row execute function posts_keys_again();
create trigger posts_keys_again after update of name on departments
    for each row execute function posts_keys_again();
create trigger posts_keys_again after update of name, formal_name, spellings on organs
    for each row execute function posts_keys_again();

-- Whom a person chose lately, to be offered first.
create table people_picked (
    person_id uuid not null references people,
    post_id uuid not null references posts on delete cascade,
    at timestamptz not null,
    primary key (person_id, post_id)
);
create index people_picked_lately on people_picked (person_id, at desc);

-- 常用组: posts somebody chooses together, in their order.
create table people_groups (
    id uuid primary key,
    person_id uuid not null references people,
    name text not null constraint people_groups_name check (length(name) between 1 and 40),
    constraint people_groups_name_unique unique (person_id, name)
);
create table people_group_members (
    group_id uuid not null references people_groups on delete cascade,
    position integer not null constraint people_group_members_position check (position between 1 and 200),
    post_id uuid not null references posts on delete cascade,
    primary key (group_id, position),
    constraint people_group_members_once unique (group_id, post_id)
);

grant select on people_picked, people_groups, people_group_members to tongzhou_app;
grant insert, update, delete on people_picked, people_groups, people_group_members to tongzhou_app;
