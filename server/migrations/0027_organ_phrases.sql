-- 机关常用意见 are a setting: with an id, and ended instead of deleted.
alter table phrases_of_organs
    add column id uuid not null default gen_random_uuid() constraint phrases_of_organs_id unique,
    add column ended_on date;
alter table phrases_of_organs alter column id drop default;
revoke delete on phrases_of_organs from tongzhou_app;

create view setting_phrases as
    select p.id, o.name || p.occasion || p.id as place, o.name as title,
           case p.occasion when 'approve' then '同意时' when 'return' then '退回时' when 'reply' then '答复时'
               else '阅知时' end || '：' || array_to_string(p.phrases, '／') as note,
           null::date as valid_from, p.ended_on as valid_until,
           jsonb_build_object('organ', p.organ_id, 'occasion', p.occasion,
               'phrases', array_to_string(p.phrases, E'\n'), 'ended_on', p.ended_on) as content
    from phrases_of_organs p join organs o on o.id = p.organ_id;

grant select on setting_phrases to tongzhou_app;
