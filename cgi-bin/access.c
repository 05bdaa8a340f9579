#include "cgi-bin/access.h"

#include <string.h>

#include "lib/log.h"

int
access_init(struct access *access, const struct request *request,
    struct problem *problem)
{
	const char *mode = request_variable(request, "POP_ACCESS");

	if (mode && strcmp(mode, "public") == 0) {
		access->mode = ACCESS_PUBLIC;
		return 0;
	}
	log_error("access is not configured; set POP_ACCESS=public in the web "
		  "server's configuration to let everyone read");
	return problem_set(problem, PROBLEM_FORBIDDEN, NULL,
	    "This service is not open to you.");
}
