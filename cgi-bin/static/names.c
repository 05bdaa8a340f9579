/*
 * How a statically linked program looks up names.
 *
 * glibc finds hosts and users by plug-ins that /etc/nsswitch.conf names, and
 * a static program would load them, and the whole C library with them, from
 * what the system has by then.  "files" and "dns" are built in; with only
 * these nothing is ever loaded.  So hosts are those of /etc/hosts and of DNS.
 */
#include <features.h>

#ifdef __GLIBC__
#include <nss.h>

static void use_what_is_built_in(void) __attribute__((constructor));

static void
use_what_is_built_in(void)
{
	__nss_configure_lookup("hosts", "files dns");
	__nss_configure_lookup("passwd", "files");
	__nss_configure_lookup("services", "files");
}
#endif
