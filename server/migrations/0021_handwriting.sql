-- 手写签批: an opinion that was written by hand. What the pen did is kept, as the JSON of api::handwriting::Handwriting;
-- its picture is always drawn from that, so that the two cannot differ.
create table handwriting (
    case_id uuid not null,
    sequence integer not null,
    -- text, not jsonb: the event of the act carries the SM3 of these bytes in its chain (fact `handwriting`).
    strokes text not null constraint handwriting_strokes check (length(strokes) between 2 and 262144),
    -- Size of the picture in CSS pixels, so that a page keeps its place.
    width integer not null constraint handwriting_width check (width between 1 and 2100),
    height integer not null constraint handwriting_height check (height between 1 and 2100),
    primary key (case_id, sequence),
    constraint handwriting_opinion foreign key (case_id, sequence) references opinions (case_id, sequence)
);
create trigger handwriting_append_only before update or delete or truncate on handwriting
    for each statement execute function refuse_change();
grant select, insert on handwriting to tongzhou_app;
