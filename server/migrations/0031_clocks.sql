-- When an item first came to its handler. `opened_at` is when it came last: an item that waited for others comes again and
-- goes on with the clock it had.
alter table work_items add column first_opened_at timestamptz;
