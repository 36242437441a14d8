-- 三员分立 (GB/T 22239-2019 8.1.4.2, 8.1.5): three administrators, no super-user. One person can hold one of the three
-- offices or do office work, never two of them; the database refuses it, whoever asks.

-- Equality of a uuid inside an exclusion constraint.
create extension if not exists btree_gist;

alter table post_roles drop constraint post_roles_role;
alter table post_roles add constraint post_roles_role check (role in
    ('deputy_leader', 'chief_leader', 'reviewer', 'registrar', 'seal_keeper', 'flow_administrator',
     'system_administrator', 'security_administrator', 'audit_administrator'));

-- The person stands in the row so that a constraint can see all roles of one person; it follows the post.
alter table posts add constraint posts_person_unique unique (id, person_id);
alter table post_roles add column person_id uuid;
update post_roles r set person_id = p.person_id from posts p where p.id = r.post_id;
alter table post_roles alter column person_id set not null;
alter table post_roles add constraint post_roles_person foreign key (post_id, person_id)
    references posts (id, person_id) on update cascade;

-- 0: office work; 1 to 3: the three offices.
alter table post_roles add column office smallint not null generated always as (case role
    when 'system_administrator' then 1
    when 'security_administrator' then 2
    when 'audit_administrator' then 3
    else 0 end) stored;
alter table post_roles add constraint post_roles_separated exclude using gist (person_id with =, office with <>);

create function fill_role_person() returns trigger language plpgsql as $$
begin
    select person_id into new.person_id from posts where id = new.post_id;
    return new;
end $$;
create trigger post_roles_person_filled before insert on post_roles
    for each row when (new.person_id is null) execute function fill_role_person();
