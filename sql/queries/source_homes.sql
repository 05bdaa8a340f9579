-- The store each device stands in; run as COPY.
-- column: id uuid
-- column: store_id uuid
-- called by: lib/source.c
select d.id,
       d.store_id
  from pop.source_device as d
 where d.store_id is not null;
