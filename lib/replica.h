/*
 * Reading from a standby: what it has not replayed yet looks as if it had
 * never been.  So it is asked how far it has come, before the snapshot that is
 * read is taken: what it had replayed then, the snapshot shows.
 */
#ifndef LIB_REPLICA_H
#define LIB_REPLICA_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/date.h"
#include "lib/db.h"
#include "lib/err.h"

struct replica {
	bool standby;        /* false: the rest does not matter */
	bool caught_up;      /* as far as it can tell */
	bool has_replayed;   /* a transaction, since it was started */
	int64_t replayed_to; /* instant of that one's commit */
};

int replica_look(struct db *db, struct replica *replica, struct err *err);

/*
 * Whether it has all that was committed before an instant: ERR_BUSY when not.
 * Pure.
 */
int
replica_check(const struct replica *replica, int64_t instant, struct err *err);

/*
 * The same for what may be compared with the sealed dates from first to last:
 * it must not be older than what the database `records` says about them.
 */
int replica_check_sealed(const struct replica *replica, struct db *records,
    struct date first, struct date last, struct err *err);

#endif
