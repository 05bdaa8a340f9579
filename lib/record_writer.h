/*
 * Records to the database: two binary COPYs within the caller's transaction.
 */
#ifndef LIB_RECORD_WRITER_H
#define LIB_RECORD_WRITER_H

#include "lib/db.h"
#include "lib/err.h"
#include "lib/ledger.h"
#include "lib/restate.h"

/*
 * Writes every record of the ledger and the devices behind it.  A record that
 * is already there, by whoever's hand, is ERR_BUSY: another run sealed the day.
 */
int record_writer_write(
    struct db *db, const struct ledger *ledger, struct err *err);

/*
 * Writes corrections and the devices behind them; `note` is for people.  They
 * name the seal that will cover them.
 */
int record_writer_corrections(struct db *db, const struct restatements *list,
    int64_t seal_seq, const char *note, struct err *err);

#endif
