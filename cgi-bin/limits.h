/*
 * What this process may use up, whatever a client sends and a database does.
 */
#ifndef CGI_BIN_LIMITS_H
#define CGI_BIN_LIMITS_H

#include <stddef.h>

/* Each below the one that follows, all below a web server's 60 seconds. */
#define LIMIT_CONNECT_SECONDS 5
#define LIMIT_STATEMENT_MS "20000"
#define LIMIT_WALL_CLOCK_SECONDS 30

/*
 * Built for AddressSanitizer, whose shadow memory is terabytes of address
 * space, and which looks for leaks in /proc at the end.
 */
#if defined(__SANITIZE_ADDRESS__)
#define LIMITS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LIMITS_SANITIZED 1
#endif
#endif
#ifndef LIMITS_SANITIZED
#define LIMITS_SANITIZED 0
#endif

#define LIMIT_BODY (64u << 20) /* bytes of an answer */

/*
 * Sets umask, resource limits and no_new_privs, ignores SIGPIPE, and starts
 * the clock: when it runs out before limits_answer_begins(), the late answer is
 * written and the process ends.  What the system refuses is logged, no more.
 */
void limits_init(void);

/*
 * What is written when the time is up, headers and all, and the id of the
 * request that the log then names; both are copied.  Until then it is nothing.
 */
void limits_answer_late_with(const char *answer, size_t length, const char *id);

/* From here on the clock ends the process without a word. */
void limits_answer_begins(void);

#endif
