/*
 * Lines for people on stderr, and, when asked, for syslog.  The only part of
 * the library that prints.  Control characters in a message are shown as '?',
 * so that data cannot steer a terminal or forge a line.
 */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include <stdbool.h>

#include "lib/err.h"

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_INFO
};

/*
 * Names the program and says what is shown: messages above `most` are
 * dropped.  With `to_syslog` every shown line goes to syslog as well.
 * `program` is borrowed for the life of the process.
 */
void log_init(const char *program, enum log_level most, bool to_syslog);

/*
 * The request that errors and warnings from now on are about; its id, borrowed
 * for the life of the process, ends their lines.
 */
void log_request(const char *id);

/*
 * Called before each line on stderr, for who has drawn something there; NULL
 * for nobody.
 */
void log_before(void (*before)(void *arg), void *arg);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints message, detail and SQLSTATE of an error. */
void log_err(const struct err *err);

#endif
