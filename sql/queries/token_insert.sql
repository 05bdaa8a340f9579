-- Adds a token.
-- $1 secret text, SHA-256 in hexadecimal
-- $2 principal text
-- $3 days int4, until it expires
-- $4 note text
-- column: id uuid
-- called by: lib/admission.c
insert into pop.token (secret_sha256, principal, expires_at, note)
values (
    decode($1::text, 'hex'),
    $2::text,
    now() + make_interval(days => $3::int4),
    $4::text
)
returning id;
