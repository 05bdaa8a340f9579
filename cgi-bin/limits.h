/*
 * What this process may use up, whatever a client sends and a database does.
 */
#ifndef CGI_BIN_LIMITS_H
#define CGI_BIN_LIMITS_H

/* Each below the one that follows, all below a web server's 60 seconds. */
#define LIMIT_CONNECT_SECONDS 5
#define LIMIT_STATEMENT_MS "20000"
#define LIMIT_WALL_CLOCK_SECONDS 30

#define LIMIT_BODY (64u << 20) /* bytes of an answer */

/*
 * Sets umask, resource limits and no_new_privs, ignores SIGPIPE, and starts
 * the clock: when it runs out before limits_answer_begins(), a fixed 503 is
 * written and the process ends.  What the system refuses is logged, no more.
 */
void limits_init(void);

/* From here on the clock ends the process without a word. */
void limits_answer_begins(void);

#endif
