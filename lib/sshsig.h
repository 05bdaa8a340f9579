/*
 * Signatures of seals, made and checked by ssh-keygen (-Y sign, -Y verify) in
 * the namespace "pop-seal".  No cryptography here.
 */
#ifndef LIB_SSHSIG_H
#define LIB_SSHSIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/seal.h"

#define SSHSIG_NAMESPACE "pop-seal"
/* Most bytes of an armored signature; RSA with 16384 bits has about 6,000. */
#define SSHSIG_MAX_LENGTH ((size_t)16384)

/*
 * Whether this is an armored signature in the one spelling that ssh-keygen
 * writes.  ssh-keygen itself reads over line breaks, text after the end, spare
 * bits of the last base64 character and a filled reserved field, all of which
 * could be changed unnoticed.
 */
bool sshsig_is_canonical(const char *text, size_t length);

/* How signatures are checked. */
struct sshsig_keys {
	const char *program;         /* ssh-keygen */
	const char *allowed_signers; /* file; see ssh-keygen(1) */
};

/*
 * Whether a seal's text bears a good signature of its origin by a key that was
 * allowed when it was sealed: 1 yes, 0 no, -1 with ERR_CONFIG when ssh-keygen
 * cannot be run.  `keys` is a struct sshsig_keys; see struct verify_signer.
 */
int sshsig_check(const void *keys, const struct seal *seal, const char *text,
    size_t length, const char *signature, struct err *err);

/* Appends the armored signature of a text by a private key in a file. */
int sshsig_sign(const char *program, const char *key_file, const char *text,
    size_t length, struct buf *signature, struct err *err);

/* Appends "TYPE BASE64" of a private key in a file. */
int sshsig_public_key(const char *program, const char *key_file,
    struct buf *key, struct err *err);

#endif
