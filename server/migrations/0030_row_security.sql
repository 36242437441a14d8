-- Row-level security (行级安全): the second lock on cases and on what hangs on them. The first is that every query asks for
-- what the asker takes part in; where one forgets to, the server's role still reads nothing of anybody else's.
--
-- Who asks stands in the transaction (database/asker.rs): a person with the ids that count for them, or the office itself,
-- which is what writes, seals, urges and counts. Where nobody asks, nothing is seen.

create function asker() returns uuid language sql stable parallel safe as $$
    select nullif(nullif(current_setting('tongzhou.asker', true), ''), 'office')::uuid
$$;
create function office_asks() returns boolean language sql stable parallel safe as $$
    select coalesce(current_setting('tongzhou.asker', true) = 'office', false)
$$;
-- The person, and the organs they are registrar of.
create function asker_holders() returns uuid[] language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('tongzhou.holders', true), ''), '{}')::uuid[]
$$;
create function asker_administers() returns uuid[] language sql stable parallel safe as $$
    select coalesce(nullif(current_setting('tongzhou.administers', true), ''), '{}')::uuid[]
$$;
-- The cases in which the asker acts for somebody that day (代). As the owner, whom no policy limits: the policy of cases
-- would ask itself otherwise.
create function asker_stands_in() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
    select array(select case_id from items_for(asker(), nullif(current_setting('tongzhou.today', true), '')::date))
$$;

-- A transaction that began in a person's name goes on in the office's: what an act writes reaches further than its author
-- sees, as far as the other organ's inbox. Called in the statement that found the case to be theirs to see.
create function act_as_office() returns text language sql volatile as $$
    select set_config('tongzhou.asker', 'office', true)
$$;

-- The rule of may_see once more, on purpose: two locks of one making would fail together. A test compares the two. Written
-- out, because PostgreSQL takes no function with sub-queries into the plan; what is asked of the transaction is asked once
-- a statement, in an InitPlan, and whom the asker stands in for only where nothing else lets them in.
alter table cases enable row level security;
create policy seen_by_asker on cases using (
    (select office_asks())
    or exists (select from participations p where p.case_id = cases.id and p.holder = any((select asker_holders())::uuid[]))
    or organ_id = any((select asker_administers())::uuid[])
    or id = any((select asker_stands_in())::uuid[])
) with check (true);

-- Whoever sees the case sees what hangs on it.
do $$
declare
    name text;
begin
    foreach name in array array['events', 'opinions', 'handwriting', 'documents', 'document_versions', 'deliveries', 'seal_uses'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy seen_with_case on %I using ((select office_asks())
            or exists (select from cases c where c.id = case_id)) with check (true)', name);
    end loop;
    -- One's own first: the inbox and the badges need not ask for the cases of what stands with oneself.
    foreach name in array array['work_items', 'notices'] loop
        execute format('alter table %I enable row level security', name);
        execute format('create policy own_or_seen_with_case on %I using ((select office_asks()) or person_id = (select asker())
            or exists (select from cases c where c.id = case_id)) with check (true)', name);
    end loop;
end $$;

-- A file: with its case, with the document it is the sealed file of (the recipient's as well), or one's own that hangs on
-- nothing yet.
create index documents_pdf_file on documents (pdf_file) where pdf_file is not null;
alter table files enable row level security;
create policy seen_with_case on files using (
    (select office_asks())
    or exists (select from cases c where c.id = files.case_id)
    or exists (select from documents d where d.pdf_file = files.id)
    or case_id is null and uploaded_by = (select asker())
) with check (true);

-- Without a policy: participations, which the policies read, case_links, subflows, register_numbers and outbox hold ids and
-- numbers but no content; commands are read by their owner's key; case_search would lose its index, since PostgreSQL asks
-- array operators only after a policy. What is found there is shown as rows of cases.
