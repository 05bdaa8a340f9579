/*
 * Conditional requests: entity tags, and dates as HTTP writes them.
 */
#ifndef CGI_BIN_VALIDATOR_H
#define CGI_BIN_VALIDATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/fingerprint.h"

#define ETAG_SIZE 35      /* two quotes, 32 hexadecimal digits, NUL */
#define HTTP_DATE_SIZE 30 /* "Sun, 06 Nov 1994 08:49:37 GMT" and NUL */

/* The strong entity tag of a fingerprint; returns `text`. */
char *etag_format(const struct fingerprint *fingerprint, char text[ETAG_SIZE]);

/*
 * Whether If-None-Match names the tag: compared weakly, and with what servers
 * append inside the quotes when they compress ("-gzip", "-br", ...) removed.
 * `header` may be NULL.
 */
bool etag_matches(const char *header, const char *etag);

/* Writes an instant (microseconds since 1970, rounded down); returns `text`. */
char *http_date_format(int64_t instant, char text[HTTP_DATE_SIZE]);

#endif
