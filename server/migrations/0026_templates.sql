-- 公文模板: what a draft may begin with. Without an organ it is for all.
create table document_templates (
    id uuid primary key,
    organ_id uuid references organs,
    -- 文种; the wire type is the list of them (条例 art. 8).
    genre text not null,
    name text not null constraint document_templates_name check (length(btrim(name)) between 1 and 50),
    title text not null constraint document_templates_title check (length(title) <= 200),
    -- A line a paragraph; # to #### before a heading.
    body text not null constraint document_templates_body check (length(body) between 1 and 10000),
    -- Elements a draft begins with; null is what every draft begins with.
    direction text constraint document_templates_direction check (direction in ('upward', 'level', 'downward')),
    urgency text,
    -- 主送机关, a line each.
    recipients text not null constraint document_templates_recipients check (length(recipients) <= 1000),
    -- 附注.
    note text not null constraint document_templates_note check (length(note) <= 200),
    ended_on date,
    constraint document_templates_name_unique unique nulls not distinct (organ_id, genre, name)
);

create view setting_templates as
    select t.id, t.genre || t.name || t.id as place, t.name as title,
           concat_ws(' · ', t.genre, coalesce(o.name, '各机关通用')) as note,
           null::date as valid_from, t.ended_on as valid_until,
           jsonb_build_object('organ', t.organ_id, 'genre', t.genre, 'name', t.name, 'title', nullif(t.title, ''),
               'body', t.body, 'direction', t.direction, 'urgency', t.urgency,
               'recipients', nullif(t.recipients, ''), 'note', nullif(t.note, ''), 'ended_on', t.ended_on) as content
    from document_templates t left join organs o on o.id = t.organ_id;

grant select, insert, update on document_templates to tongzhou_app;
grant select on setting_templates to tongzhou_app;
