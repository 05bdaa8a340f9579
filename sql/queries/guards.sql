-- What guards the records, a line each, to be held against sql/guards.txt.
-- Lines are sorted bytewise.  The views over the platform's tables are the
-- installation's own and left out; so are privileges that only read.
-- column: line text
-- called by: lib/guards.c
with tables as (
  select c.*, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
   where n.nspname = 'pop'
     and c.relname not like 'source\_%'
), roles as (
  select r.*
    from pg_catalog.pg_roles as r
   where r.rolname in ('pop_owner', 'pop_writer', 'pop_reader')
), settings as (
  select coalesce(r.rolname, 'everyone') as role,
         coalesce(d.datname, 'every database') as database,
         setting
    from pg_catalog.pg_db_role_setting as s
    cross join lateral unnest(s.setconfig) as setting
    left join pg_catalog.pg_roles as r on r.oid = s.setrole
    left join pg_catalog.pg_database as d on d.oid = s.setdatabase
   where (s.setdatabase = 0 or d.datname = current_database())
     and (r.rolname in ('pop_owner', 'pop_writer', 'pop_reader')
          or setting like 'session\_replication\_role=%')
), grants as (
  select 'schema ' || n.nspname as object, a.*
    from pg_catalog.pg_namespace as n
    cross join lateral pg_catalog.aclexplode(
      coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) as a
   where n.nspname = 'pop'
     and a.privilege_type <> 'USAGE'
  union all
  select t.name, a.*
    from tables as t
    cross join lateral pg_catalog.aclexplode(coalesce(t.relacl,
      pg_catalog.acldefault(
        (case t.relkind when 'S' then 's' else 'r' end)::"char",
        t.relowner))) as a
   where t.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
     and a.privilege_type <> 'SELECT'
     and not (t.relkind = 'S' and a.privilege_type = 'USAGE')
  union all
  select t.name || '.' || c.attname, a.*
    from tables as t
    join pg_catalog.pg_attribute as c on c.attrelid = t.oid
    cross join lateral pg_catalog.aclexplode(c.attacl) as a
   where a.privilege_type <> 'SELECT'
), lines (line) as (
  select format('schema pop owner %s', pg_catalog.pg_get_userbyid(n.nspowner))
    from pg_catalog.pg_namespace as n
   where n.nspname = 'pop'
  union all
  select format('relation %s kind %s owner %s persistence %s security %s %s',
                name, relkind, pg_catalog.pg_get_userbyid(relowner),
                relpersistence, relrowsecurity, relforcerowsecurity)
    from tables
   where relkind not in ('i', 'I', 't')
  union all
  select format('column %s.%I %s%s', t.name, a.attname,
                pg_catalog.format_type(a.atttypid, a.atttypmod),
                case when a.attnotnull then ' not null' end)
    from tables as t
    join pg_catalog.pg_attribute as a on a.attrelid = t.oid
   where t.relkind in ('r', 'p')
     and a.attnum > 0
     and not a.attisdropped
  union all
  select format('trigger on %s enabled %s %s', t.name, g.tgenabled,
                pg_catalog.pg_get_triggerdef(g.oid))
    from tables as t
    join pg_catalog.pg_trigger as g on g.tgrelid = t.oid
   where not g.tgisinternal
  union all
  select distinct format('foreign key trigger on %s enabled %s', t.name,
                         g.tgenabled)
    from tables as t
    join pg_catalog.pg_trigger as g on g.tgrelid = t.oid
   where g.tgisinternal
     and g.tgenabled <> 'O'
  union all
  select format('constraint on %s %I valid %s %s', t.name, k.conname,
                k.convalidated, pg_catalog.pg_get_constraintdef(k.oid))
    from tables as t
    join pg_catalog.pg_constraint as k on k.conrelid = t.oid
   where k.contype <> 'n'
  union all
  select format('index on %s valid %s %s', t.name, i.indisvalid,
                pg_catalog.pg_get_indexdef(i.indexrelid))
    from tables as t
    join pg_catalog.pg_index as i on i.indrelid = t.oid
   where i.indisunique
  union all
  select format('function %I.%I(%s) owner %s %s', n.nspname, p.proname,
                pg_catalog.pg_get_function_identity_arguments(p.oid),
                pg_catalog.pg_get_userbyid(p.proowner),
                encode(sha256(convert_to(
                  pg_catalog.pg_get_functiondef(p.oid), 'UTF8')), 'hex'))
    from pg_catalog.pg_proc as p
    join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
   where n.nspname = 'pop'
     and p.prokind = 'f'
  union all
  select format('rule on %s %I enabled %s', t.name, w.rulename, w.ev_enabled)
    from tables as t
    join pg_catalog.pg_rewrite as w on w.ev_class = t.oid
   where w.rulename <> '_RETURN'
  union all
  select format('view %s %s', t.name, encode(sha256(convert_to(
                  pg_catalog.pg_get_viewdef(t.oid), 'UTF8')), 'hex'))
    from tables as t
   where t.relkind in ('v', 'm')
     and t.relname <> 'schema_version'
  union all
  select format('child of %s: %s', t.name, i.inhrelid::regclass)
    from tables as t
    join pg_catalog.pg_inherits as i on i.inhparent = t.oid
   where t.relkind in ('r', 'p')
  union all
  select format('row security policy on %s %I', t.name, p.polname)
    from tables as t
    join pg_catalog.pg_policy as p on p.polrelid = t.oid
  union all
  select format('grant on %s: %s to %s%s', object, privilege_type,
                case when grantee = 0 then 'public'
                     else pg_catalog.pg_get_userbyid(grantee) end,
                case when is_grantable then ' with grant option' end)
    from grants
  union all
  select format('role %s%s%s%s%s%s%s', rolname,
                case when rolcanlogin then ' login' end,
                case when rolsuper then ' superuser' end,
                case when rolbypassrls then ' bypassrls' end,
                case when rolcreaterole then ' createrole' end,
                case when rolcreatedb then ' createdb' end,
                case when rolreplication then ' replication' end)
    from roles
  union all
  select format('member of pop_owner: %s',
                pg_catalog.pg_get_userbyid(m.member))
    from pg_catalog.pg_auth_members as m
    join roles as r on r.oid = m.roleid
   where r.rolname = 'pop_owner'
  union all
  select format('%s is a member of %s', r.rolname,
                pg_catalog.pg_get_userbyid(m.roleid))
    from pg_catalog.pg_auth_members as m
    join roles as r on r.oid = m.member
  union all
  select format('setting of %s in %s: %s', role, database, setting)
    from settings
  union all
  select format('parameter %s: %s to %s', p.parname, a.privilege_type,
                case when a.grantee = 0 then 'public'
                     else pg_catalog.pg_get_userbyid(a.grantee) end)
    from pg_catalog.pg_parameter_acl as p
    cross join lateral pg_catalog.aclexplode(p.paracl) as a
    left join pg_catalog.pg_roles as r on r.oid = a.grantee
   where not coalesce(r.rolsuper, false)
)
select replace(line, chr(10), ' ') as line
  from lines
 order by line collate "C";
