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

-- Finding cases: full text in Chinese, without a dictionary. A word is found where its neighbouring characters are, so that
-- what is found does not depend on where a dictionary parts a sentence; the text itself is checked afterwards.

-- The same text for everybody who types it: lower case, half width, one kind of bracket. Character for character, so
-- that a place in the folded text is the place in the text.
create function search_fold(text text) returns text
language sql immutable parallel safe as $$
    select lower(translate(text,
        '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ〔〕［］【】（）[]{}｛｝－—–　',
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz()()()()()()()--- '))
$$;

-- Every character and every pair of neighbours as a number: the code points, one above the other. Marks are no part of a
-- word. Two pairs that make one number do no harm, since the text is checked.
create function search_tokens(folded text) returns integer[]
language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct token), '{}') from (
        select unnest(array[code::bigint, case when next_letter then ((code::bigint << 16) + next) % 4294967296 - 2147483648 end])
               ::integer as token
        from (
            select code, letter, lead(code) over places as next, lead(letter) over places as next_letter
            from (
                select ascii(character) as code, place,
                       character ~ '[0-9a-z]' or ascii(character) >= 192
                       and ascii(character) not between 8192 and 8303
                       and (ascii(character) not between 12288 and 12351 or character in ('々', '〇'))
                       and ascii(character) not between 65280 and 65381 as letter
                from unnest(string_to_array(folded, null)) with ordinality as c (character, place)
            ) characters
            window places as (order by place)
        ) pairs where letter
    ) tokens where token is not null
$$;

-- A person, an organ whose registrars are meant, or (`administered`) an organ whose flows somebody administers, as a number.
create function search_holder(id uuid, administered boolean) returns integer
language sql immutable parallel safe as $$
    select ('x' || right(id::text, 8))::bit(32)::integer # administered::integer
$$;

-- Quarters since the year 0.
create function search_quarter(at timestamptz) returns integer
language sql immutable parallel safe as $$
    select (extract(year from at at time zone 'UTC') * 4 + extract(quarter from at at time zone 'UTC'))::integer
$$;

-- A case as it is searched. One narrow row a case: the arrays and texts lie out of line. What may be seen is decided by
-- participations in the query; `scope` only spares reading what may not.
create table case_search (
    case_id uuid primary key references cases,
    -- When the case began: newest first.
    at timestamptz not null,
    -- Title, number, organ, department, people with their spellings; folded.
    head text not null,
    -- What the module keeps as text; folded.
    body text not null default '',
    head_tokens integer[] not null,
    -- Of head and body. May hold more than they do, never less.
    tokens integer[] not null,
    scope integer[] not null,
    times integer[] not null generated always as (array[search_quarter(at)]) stored
) with (toast_tuple_target = 128);
alter table case_search alter column body set storage external;
-- Without a list of pending entries, which every search would read from end to end.
create index case_search_words on case_search using gin (head_tokens, tokens, scope, times) with (fastupdate = off);

-- What a case is found by besides its text.
create function search_head(wanted uuid) returns text
language sql stable as $$
    select search_fold(concat_ws(' ', c.title, c.number, o.name, o.formal_name, d.name, (
        select string_agg(distinct concat_ws(' ', n.name, (
            select string_agg(spelling, ' ') from unnest(n.spellings) spelling
            where not exists (select from unnest(n.spellings) other where other <> spelling and strpos(other, spelling) > 0))), ' ')
        from people n
        where n.id = p.person_id or n.id in (select holder from participations where case_id = c.id))))
    from cases c join organs o on o.id = c.organ_id join posts p on p.id = c.drafter_post
    join departments d on d.id = p.department_id
    where c.id = wanted
$$;

create function search_scope(wanted uuid) returns integer[]
language sql stable as $$
    select array(select search_holder(holder, false) from participations where case_id = wanted
                 union select search_holder(organ_id, true) from cases where id = wanted)
$$;

-- In the transaction of the act: what is done can be found.
create function search_case() returns trigger language plpgsql as $$
begin
    insert into case_search (case_id, at, head, head_tokens, tokens, scope)
    select new.id, new.created_at, head, words, words, search_scope(new.id)
    from (select head, search_tokens(head) as words from search_head(new.id) as head offset 0) made
    on conflict (case_id) do update
    set head = excluded.head, head_tokens = excluded.head_tokens,
        tokens = array(select unnest(case_search.tokens) union select unnest(excluded.tokens));
    return null;
end $$;
create trigger search_new after insert on cases for each row execute function search_case();
create trigger search_renamed after update of title, number on cases for each row
    when (old.title is distinct from new.title or old.number is distinct from new.number)
    execute function search_case();

create function search_participants() returns trigger language plpgsql as $$
begin
    update case_search s
    set head = changed.head, head_tokens = changed.tokens, scope = changed.scope,
        tokens = array(select unnest(s.tokens) union select unnest(changed.tokens))
    from (select found.case_id, found.head, search_tokens(found.head) as tokens, search_scope(found.case_id) as scope
          from (select added.case_id, search_head(added.case_id) as head
                from (select distinct case_id from new_rows) added offset 0) found offset 0) changed
    where s.case_id = changed.case_id and not (s.scope @> changed.scope and s.head = changed.head);
    return null;
end $$;
create trigger search_participants after insert on participations
    referencing new table as new_rows for each statement execute function search_participants();

-- 办文: the words of the draft, attachments included.
create function search_document() returns trigger language plpgsql as $$
declare
    text text;
begin
    select search_fold(string_agg(words #>> '{}', E'\n')) into text
    from jsonb_path_query(new.draft, '$.body[*].text') words;
    text := concat_ws(E'\n', text, (
        select search_fold(string_agg(words #>> '{}', E'\n'))
        from jsonb_path_query(new.draft, '$.attachments[*].**.text') words), (
        select search_fold(string_agg(words #>> '{}', E'\n'))
        from jsonb_path_query(new.draft, '$.attachments[*].title') words));
    update case_search
    set body = text, tokens = search_tokens(concat_ws(E'\n', head, text))
    where case_id = new.case_id and body <> text;
    return null;
end $$;
create trigger search_document after insert or update of draft on documents
    for each row execute function search_document();

grant select, insert, update on case_search to tongzhou_app;
