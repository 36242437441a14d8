-- 常用意见: what a person likes to say at each occasion, in the order they keep; a list is written whole. Where a person
-- keeps none, their organ's stands in its place.
create table phrases_of_people (
    person_id uuid not null references people,
    occasion text not null constraint phrases_of_people_occasion check (occasion in ('approve', 'return', 'reply', 'read')),
    phrases text[] not null constraint phrases_of_people_phrases
        check (cardinality(phrases) between 1 and 20 and length(array_to_string(phrases, '')) <= 2000),
    primary key (person_id, occasion)
);
create table phrases_of_organs (
    organ_id uuid not null references organs,
    occasion text not null constraint phrases_of_organs_occasion check (occasion in ('approve', 'return', 'reply', 'read')),
    phrases text[] not null constraint phrases_of_organs_phrases
        check (cardinality(phrases) between 1 and 20 and length(array_to_string(phrases, '')) <= 2000),
    primary key (organ_id, occasion)
);

grant select, insert, update, delete on phrases_of_people, phrases_of_organs to tongzhou_app;
