/*
 * Which options of pop-aggregate go together.  What contradicts itself, or
 * would be ignored in silence, is refused.
 */
#ifndef CMD_AGGREGATE_CHECK_H
#define CMD_AGGREGATE_CHECK_H

#include "cmd/aggregate_options.h"
#include "lib/err.h"

/* ERR_USAGE says what does not go with what; `operands` are none. */
int aggregate_check(
    const struct aggregate_command *command, int operands, struct err *err);

#endif
