-- Names and regions of stores, as they are now.
-- $1 ids uuid[]
-- column: id uuid
-- column: name text
-- column: region text
-- called by: lib/source_names.c
select s.id,
       s.name::text,
       s.region::text
  from pop.source_store as s
 where s.id = any ($1::uuid[]);
