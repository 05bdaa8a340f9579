#!/bin/sh
#
# The tables of requests and of callers through nginx.

# shellcheck disable=SC2034
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

SERVER=nginx
. tests/web/through.sh
