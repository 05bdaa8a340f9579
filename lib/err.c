#include "lib/err.h"

#include <stdarg.h>
#include <stdio.h>

/* The functions behind the macros of the header. */
#undef err_set
#undef err_detail
#undef err_memory

int
err_set(struct err *err, enum err_kind kind, const char *format, ...)
{
	va_list ap;

	err->kind = kind;
	err->sqlstate[0] = '\0';
	err->detail[0] = '\0';
	va_start(ap, format);
	vsnprintf(err->message, sizeof(err->message), format, ap);
	va_end(ap);
	return -1;
}

int
err_detail(struct err *err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(err->detail, sizeof(err->detail), format, ap);
	va_end(ap);
	return -1;
}

int
err_memory(struct err *err)
{
	return err_set(err, ERR_MEMORY, "out of memory");
}
