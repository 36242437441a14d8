-- The one inbox: each box is one partial index in the order of its list, so that a page costs as many rows as it shows.

-- 在办 and 已办 hold what a person has handled and is not asked for now. Counted from the work items of each case at
-- reading, a person's whole open work would be walked through before the first row of 在办.
alter table participations
    add column acted boolean not null default false,
    add column asked boolean not null default false;
update participations p set acted = w.acted, asked = w.asked
    from (select case_id, person_id, bool_or(state = 'done') as acted, bool_or(state = 'open') as asked
          from work_items group by case_id, person_id) w
    where w.case_id = p.case_id and w.person_id = p.holder;
drop index participations_list;
create index participations_following on participations (holder, at desc, case_id desc)
    where why = 'handler' and running and acted and not asked;
create index participations_done on participations (holder, at desc, case_id desc)
    where why = 'handler' and not running and acted and not asked;
create index participations_drafted on participations (holder, at desc, case_id desc) where why = 'drafter';

-- The one act that finishes the item without opening the case; null where more is asked than a tap.
alter table work_items add column quick text
    constraint work_items_quick check (quick in ('mark_read', 'claim', 'approve'));
-- 催办: what stands with me and was urged.
create index work_items_urged on work_items (person_id, opened_at desc, case_id desc, item desc)
    where state = 'open' and urged > 0;

-- A question to the inbox that a person has given a name; pinned ones stand beside the boxes.
create table saved_views (
    id uuid primary key,
    person_id uuid not null references people,
    name text not null constraint saved_views_name check (length(name) between 1 and 20),
    -- As in the address of the page, without what changes from page to page.
    query text not null constraint saved_views_query check (length(query) <= 2000),
    pinned boolean not null,
    at timestamptz not null,
    constraint saved_views_name_once unique (person_id, name)
);

-- 移动办理占比: acts of people by post and time. Beginning a case is no handling; the API is no hand.
create index events_handled on events (post_id, at) include (channel, kind)
    where kind not in ('start', 'end_subflow') and channel <> 'api';

grant select, insert, update, delete on saved_views to tongzhou_app;
