-- Deadlines: when a lamp changes, and which handlers the system has urged.

-- From which part of the time used a deadline is near. `module` '' is the rule where a module has none of its own.
create table lamp_rules (
    module text primary key,
    yellow_from smallint not null constraint lamp_rules_yellow check (yellow_from between 1 and 99)
);
insert into lamp_rules (module, yellow_from) values ('', 70);

-- 催办 by the system: once before and once at each deadline of an item. The key is what keeps it from being done twice.
create table system_urgings (
    case_id uuid not null,
    item integer not null,
    due_at timestamptz not null,
    moment text not null constraint system_urgings_moment check (moment in ('near', 'due')),
    at timestamptz not null,
    primary key (case_id, item, due_at, moment),
    constraint system_urgings_item foreign key (case_id, item) references work_items (case_id, item)
);
create trigger system_urgings_append_only before update or delete or truncate on system_urgings
    for each statement execute function refuse_change();

-- The job looks for what is open and has a deadline.
create index work_items_due on work_items (due_at) where state = 'open' and due_at is not null;

grant select on lamp_rules, system_urgings to tongzhou_app;
grant insert on system_urgings to tongzhou_app;
