#include "cmd/exit_code.h"

#include <sysexits.h>

int
exit_code(enum err_kind kind)
{
	static const int codes[] = {
	    [ERR_NONE] = EX_OK,
	    [ERR_USAGE] = EX_USAGE,
	    [ERR_NO_DAY] = EX_USAGE,
	    [ERR_DATA] = EX_DATAERR,
	    [ERR_UNAVAILABLE] = EX_UNAVAILABLE,
	    [ERR_INTERNAL] = EX_SOFTWARE,
	    [ERR_MEMORY] = EX_SOFTWARE,
	    [ERR_BUSY] = EX_TEMPFAIL,
	    [ERR_LOCKED] = EX_TEMPFAIL,
	    [ERR_CONFIG] = EX_CONFIG,
	};

	return codes[kind];
}
