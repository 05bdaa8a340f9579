/*
 * Who asks, and how we know.  The web server authenticates people and names
 * the variable to trust; machines send a token.  What a principal may see is
 * in the database (pop.access).  Nothing configured: nobody reads.
 */
#ifndef CGI_BIN_ACCESS_H
#define CGI_BIN_ACCESS_H

#include <stdbool.h>

#include "cgi-bin/problem.h"
#include "cgi-bin/request.h"
#include "lib/hash.h"

#define ACCESS_PRINCIPAL_SIZE 257 /* 256 bytes and the NUL */

struct access {
	bool is_public; /* POP_ACCESS=public: everyone reads everything */
	bool has_token; /* the database knows whose it is, and if it holds */
	char token_sha256[HASH_HEX_SIZE];
	char principal[ACCESS_PRINCIPAL_SIZE]; /* or "" */
};

/*
 * Reads POP_ACCESS, POP_PRINCIPAL and POP_TOKENS, and what they name.  Returns
 * 0, or -1 with PROBLEM_FORBIDDEN, PROBLEM_UNAUTHORIZED, PROBLEM_INVALID_TOKEN,
 * or, when the configuration is at fault, PROBLEM_INTERNAL; the log says what
 * to set.
 */
int access_init(struct access *access, const struct request *request,
    struct problem *problem);

#endif
