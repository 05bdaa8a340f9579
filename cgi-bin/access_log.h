/*
 * One line for every report that was answered: who read what, when, how fast.
 */
#ifndef CGI_BIN_ACCESS_LOG_H
#define CGI_BIN_ACCESS_LOG_H

#include <stdint.h>

#include "cgi-bin/exchange.h"

/* Microseconds of a clock that only goes forward. */
int64_t access_log_clock(void);

/* `started` is what the clock said when the program began. */
void access_log_write(const struct exchange *exchange, int64_t started);

#endif
