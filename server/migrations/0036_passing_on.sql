-- What becomes of a document after it was dispatched: taken back before it was signed for (撤回), sent again after it came
-- back (再次分送), passed on by the organ that received it, with all that came with it (转发).

alter table deliveries
    drop constraint deliveries_state,
    drop constraint deliveries_received,
    -- What came back stays on record beside what was sent in its place.
    drop constraint deliveries_organ_once,
    add column recalled_at timestamptz,
    add column recalled_by uuid references posts,
    add column recall_reason text,
    add constraint deliveries_state
        check (state in ('waiting', 'received', 'registered', 'returned', 'recalled', 'outside')),
    add constraint deliveries_received check (case state
        when 'waiting' then received_at is null when 'outside' then received_at is null
        when 'recalled' then received_at is null
        when 'returned' then true else received_at is not null end),
    add constraint deliveries_recalled check ((state = 'recalled') = (recalled_at is not null)
        and num_nulls(recalled_at, recalled_by, recall_reason) in (0, 3));
create unique index deliveries_organ_once on deliveries (case_id, organ_id)
    where state not in ('returned', 'recalled');

-- The receiver does not see the sender's deliveries: what is said to it stands with its own document.
alter table incoming_documents
    -- The organ that received it first and passed it on; sender and number stay those of the document.
    add column forwarded_by uuid references organs,
    -- Why it comes again (补正说明), or what is to be done with what was passed on.
    add column note text constraint incoming_documents_note check (length(btrim(note)) between 1 and 500),
    -- Taken back; its text went back with it.
    add column recalled_at timestamptz,
    add column recall_reason text,
    drop constraint incoming_documents_exchanged,
    add constraint incoming_documents_exchanged
        check (origin <> 'exchange' or num_nonnulls(sender_organ, forwarded_by) > 0),
    add constraint incoming_documents_recalled check ((recalled_at is null) = (recall_reason is null)),
    add constraint incoming_documents_recalled_before_receipt check (recalled_at is null or received_on is null);
