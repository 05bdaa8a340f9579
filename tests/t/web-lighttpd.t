#!/bin/sh
#
# The tables of requests and of callers through lighttpd.

# shellcheck disable=SC2034
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

SERVER=lighttpd
. tests/web/through.sh
