#!/bin/sh
#
# The tables of requests and of callers through apache.

# shellcheck disable=SC2034
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

SERVER=apache
. tests/web/through.sh
