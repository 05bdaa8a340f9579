/*
 * The route table: which path is which resource, and what it takes.
 */
#ifndef CGI_BIN_ROUTE_H
#define CGI_BIN_ROUTE_H

#include "cgi-bin/problem.h"
#include "lib/uuid.h"

enum resource {
	RESOURCE_CAMPAIGNS,
	RESOURCE_PROOF_OF_PLAY,
	RESOURCE_EVIDENCE
};

struct route {
	enum resource resource;
	unsigned params;         /* those of params.h it takes */
	struct uuid campaign_id; /* nil where the path has none */
};

/*
 * Matches a path exactly: no trailing slash, no empty segments, nothing
 * decoded (the server did).  PROBLEM_NOT_FOUND when it is none of ours,
 * PROBLEM_BAD_PARAMETER when the campaign is not a UUID.
 */
int route_match(struct route *route, const char *path, struct problem *problem);

#endif
