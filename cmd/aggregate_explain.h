/*
 * pop-aggregate --explain: how one campaign's record comes about.
 */
#ifndef CMD_AGGREGATE_EXPLAIN_H
#define CMD_AGGREGATE_EXPLAIN_H

#include "lib/aggregate.h"
#include "lib/date.h"
#include "lib/err.h"
#include "lib/uuid.h"

/*
 * Recomputes the campaign's day play by play, prints what it found and
 * compares with the sealed record, if there is one.  ERR_DATA when they
 * differ.  Reads only.
 */
int aggregate_explain(struct aggregate *run, const struct uuid *campaign,
    struct date date, struct err *err);

#endif
