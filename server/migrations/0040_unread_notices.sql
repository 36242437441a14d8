-- The number on the bell: notices of a person that were neither read nor withdrawn. The index over all of theirs would
-- grow with what they have read in their life.
create index notices_unread on notices (person_id) where read_at is null and withdrawn_at is null;
