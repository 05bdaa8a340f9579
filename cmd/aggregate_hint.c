#include "cmd/aggregate_hint.h"

#include <stdio.h>
#include <string.h>

/* The server says the same when a person cancels, and in its own language. */
static const char *
hint_of(const char *sqlstate)
{
	if (strcmp(sqlstate, "57014") == 0)
		return "A statement may take as long as --statement-timeout "
		       "says.";
	if (strcmp(sqlstate, "55P03") == 0)
		return "A lock is waited for as long as --lock-timeout says.";
	return NULL;
}

void
aggregate_hint(struct err *err)
{
	const char *hint = hint_of(err->sqlstate);
	size_t length = strlen(err->detail);

	if (hint)
		snprintf(err->detail + length, sizeof(err->detail) - length,
		    "%s%s", length > 0 ? " " : "", hint);
}
