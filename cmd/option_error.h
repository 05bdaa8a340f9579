/*
 * What is wrong with an option that getopt_long does not take, as an error:
 * its own words would reach standard error alone.
 */
#ifndef CMD_OPTION_ERROR_H
#define CMD_OPTION_ERROR_H

#include "lib/err.h"

/*
 * `option` is what getopt_long just returned, '?' or ':'; the short options
 * begin with a colon.  Returns -1 with ERR_USAGE.
 */
int option_error(
    const char *program, int option, char *const *argv, struct err *err);

#endif
