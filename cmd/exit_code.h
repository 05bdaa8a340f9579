/*
 * What a program's exit status says: the numbers of sysexits.h.
 */
#ifndef CMD_EXIT_CODE_H
#define CMD_EXIT_CODE_H

#include "lib/err.h"

/*
 * 0 for ERR_NONE, 64 usage, 65 data needs a person, 69 database unreachable,
 * 70 our bug, 75 try again later, 78 schema or configuration.
 */
int exit_code(enum err_kind kind);

#endif
