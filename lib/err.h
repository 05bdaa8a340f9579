/*
 * Errors are values.  The caller owns a zeroed struct err; a function that
 * fails fills it exactly once, where the cause is known, and returns -1.
 * Nobody logs and returns: the program decides what to say and how to exit.
 *
 * Wording follows PostgreSQL's Error Message Style Guide: `message` is short,
 * starts in lower case and has no full stop; `detail` is whole sentences.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

/* What kind of trouble: cmd maps it to an exit code, cgi-bin to a status. */
enum err_kind {
	ERR_NONE,
	ERR_USAGE,       /* the user asked for something malformed */
	ERR_DATA,        /* the data needs a person; nothing was written */
	ERR_UNAVAILABLE, /* the database cannot be reached or has gone away */
	ERR_INTERNAL,    /* our own bug */
	ERR_BUSY,        /* try again later: locked, timed out, day not over */
	ERR_CONFIG,      /* schema, privileges or settings are not right */
	ERR_MEMORY,      /* out of memory */
	ERR_NO_DAY,      /* as ERR_USAGE: the time zone skipped that date */
	ERR_LOCKED       /* as ERR_BUSY: another run is at work */
};

struct err {
	enum err_kind kind;
	char sqlstate[6]; /* of the server, or "" */
	char message[512];
	char detail[1024]; /* or "" */
};

/* Fills *err and returns -1, so that a caller can return err_set(...). */
int err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, and adds a detail to what err_set said; returns -1. */
int err_detail(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Shorthand for a failed allocation; returns -1. */
int err_memory(struct err *err);

/*
 * They always return -1.  Said here too, where compilers and analyzers, which
 * read one file at a time, can see it.
 */
static inline int
err_failure(int result)
{
	(void)result;
	return -1;
}

#define err_set(...) err_failure(err_set(__VA_ARGS__))
#define err_detail(...) err_failure(err_detail(__VA_ARGS__))
#define err_memory(err) err_failure(err_memory(err))

#endif
