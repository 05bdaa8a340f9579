/*
 * Who may read.  Nothing configured: nobody.
 */
#ifndef CGI_BIN_ACCESS_H
#define CGI_BIN_ACCESS_H

#include "cgi-bin/problem.h"
#include "cgi-bin/request.h"

enum access_mode {
	ACCESS_PUBLIC /* POP_ACCESS=public: everyone reads everything */
};

struct access {
	enum access_mode mode;
};

/* Returns 0, or -1 with PROBLEM_FORBIDDEN; the log says what to set. */
int access_init(struct access *access, const struct request *request,
    struct problem *problem);

#endif
