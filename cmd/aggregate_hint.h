/*
 * What pop-aggregate adds to an error that one of its options has to do with.
 */
#ifndef CMD_AGGREGATE_HINT_H
#define CMD_AGGREGATE_HINT_H

#include "lib/err.h"

/* Adds to the detail. */
void aggregate_hint(struct err *err);

#endif
