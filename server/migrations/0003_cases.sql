-- Who may see a case, said once: who takes part in it (as themselves or as a registrar of an organ), and the flow
-- administrators of its organ. Written as one expression, so that PostgreSQL takes it into the query that asks.
create function may_see(asked cases, holders uuid[], administered uuid[]) returns boolean
language sql stable as $$
    select asked.organ_id = any(administered)
        or exists (select from participations p where p.case_id = asked.id and p.holder = any(holders))
$$;
