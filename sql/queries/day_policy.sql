-- The policy a sealed date was made under; null when it is not sealed.
-- $1 date date
-- column: policy_id int8
-- called by: lib/lookback.c
select coalesce(
         (select min(r.policy_id)
            from pop.proof_of_play as r
           where r.date = $1::date),
         (select u.policy_id
            from pop.run as u
           where u.date = $1::date
             and u.outcome = 'sealed')
       )::int8 as policy_id;
