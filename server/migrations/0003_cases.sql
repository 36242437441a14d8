-- Who may see a case, said once: who takes part in it (as themselves or as a registrar of an organ), and the flow
-- administrators of its organ. Written as one expression, so that PostgreSQL takes it into the query that asks.
create function may_see(asked cases, holders uuid[], administered uuid[]) returns boolean
language sql stable as $$
    select asked.organ_id = any(administered)
        or exists (select from participations p where p.case_id = asked.id and p.holder = any(holders))
$$;

-- Sub-flows (子流程): the child case that a visit of its parent started. One child a visit, however often the act that
-- started it is sent.
create table subflows (
    parent_case uuid not null references cases,
    visit integer not null constraint subflows_visit check (visit >= 0),
    child_case uuid not null references cases constraint subflows_child_once unique,
    primary key (parent_case, visit),
    constraint subflows_not_itself check (parent_case <> child_case)
);
grant select, insert on subflows to tongzhou_app;
