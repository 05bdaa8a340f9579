/*
 * Who may read what: grants to principals, and tokens that speak for them.
 * Each function is one transaction and adds one row; nothing is ever changed.
 */
#ifndef LIB_ADMISSION_H
#define LIB_ADMISSION_H

#include <stdbool.h>

#include "lib/db.h"
#include "lib/err.h"
#include "lib/token.h"
#include "lib/uuid.h"

#define ADMISSION_MAX_PRINCIPAL 256 /* bytes */

/* A principal and an advertiser; advertiser NULL: everybody's records. */
struct grant {
	const char *principal;
	const struct uuid *advertiser;
	const char *note;
};

/* Grants, or takes back; ERR_USAGE when there is nothing to take back. */
int admission_grant(struct db *db, const struct grant *grant, struct err *err);
int admission_deny(struct db *db, const struct grant *grant, struct err *err);

/*
 * Makes a token that holds for some days.  Fills token and id; the token is
 * nowhere else and cannot be had again.
 */
int admission_create_token(struct db *db, const char *principal, unsigned days,
    const char *note, char token[TOKEN_SIZE], char id[UUID_TEXT_SIZE],
    struct err *err);

/* ERR_USAGE when there is no such token, or when it was revoked before. */
int admission_revoke_token(
    struct db *db, const struct uuid *id, const char *note, struct err *err);

#endif
