#!/bin/sh
#
# docs/openapi.yaml is what the program does.

# shellcheck disable=SC2119
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
. tests/web/seal-fixture.sh

python3 -c 'import jsonschema, yaml' 2>/dev/null ||
    skip_all "python3-jsonschema or python3-yaml is missing"
new_database
seal_fixture
correct_fixture
# A day that stands in no seal.
PGUSER=postgres sql "alter table pop.seal disable trigger all;
    delete from pop.seal where date = '2025-03-05' and kind = 'day'" || exit 1
PGUSER=pop_reader
export PGUSER
python3 tests/openapi/validate.py "$POP_BUILD/proof-of-play.cgi"
