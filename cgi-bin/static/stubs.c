/*
 * What libpq wants of GSSAPI and LDAP when it is linked statically.
 *
 * A CGI program pays for its start with every request, and most of that is
 * the loading of libpq's two dozen shared libraries.  Linked statically, with
 * OpenSSL, it needs neither Kerberos nor LDAP, of which Debian has no static
 * libraries; these stand in their place and say no:
 *
 *   - there are never Kerberos credentials, so libpq does not offer GSSAPI
 *     encryption, and a server that demands GSSAPI is refused;
 *   - a service file that points to LDAP is refused.
 *
 * Passwords, SCRAM, certificates, TLS and peer authentication are unaffected.
 * Who needs the others, or wants updates of libpq and OpenSSL to work without
 * building again, links with "make CGI_LINK=shared", which leaves this file
 * out.  tests/t/cgi-link.t tries both.
 *
 * The prototypes are those of RFC 2744 and RFC 1823 as far as they matter
 * here: pointers are void pointers, trailing arguments that are not looked at
 * are left out.
 */
#include <stddef.h>
#include <stdint.h>

#define GSS_S_COMPLETE 0u
#define GSS_S_FAILURE (13u << 16)
#define LDAP_UNAVAILABLE 0x34

struct gss_buffer {
	size_t length;
	void *value;
};

extern void *GSS_C_NT_HOSTBASED_SERVICE;
void *GSS_C_NT_HOSTBASED_SERVICE = NULL;

uint32_t gss_acquire_cred(uint32_t *minor);
uint32_t gss_delete_sec_context(uint32_t *minor);
uint32_t gss_display_status(uint32_t *minor, uint32_t status, int type,
    void *mechanism, uint32_t *more, struct gss_buffer *text);
uint32_t gss_import_name(uint32_t *minor);
uint32_t gss_init_sec_context(uint32_t *minor);
uint32_t gss_release_buffer(uint32_t *minor);
uint32_t gss_release_cred(uint32_t *minor);
uint32_t gss_release_name(uint32_t *minor);
uint32_t gss_unwrap(uint32_t *minor);
uint32_t gss_wrap(uint32_t *minor);
uint32_t gss_wrap_size_limit(uint32_t *minor);

int ldap_count_entries(void);
char *ldap_err2string(void);
void *ldap_first_entry(void);
void *ldap_get_values_len(void);
void *ldap_init(void);
int ldap_msgfree(void);
int ldap_result(void);
int ldap_search_st(void);
int ldap_set_option(void);
int ldap_simple_bind(void);
int ldap_unbind(void);
void ldap_value_free_len(void);

static uint32_t
refuse(uint32_t *minor)
{
	*minor = 0;
	return GSS_S_FAILURE;
}

static uint32_t
nothing_to_release(uint32_t *minor)
{
	*minor = 0;
	return GSS_S_COMPLETE;
}

uint32_t
gss_acquire_cred(uint32_t *minor)
{
	return refuse(minor);
}

uint32_t
gss_delete_sec_context(uint32_t *minor)
{
	return nothing_to_release(minor);
}

uint32_t
gss_display_status(uint32_t *minor, uint32_t status, int type, void *mechanism,
    uint32_t *more, struct gss_buffer *text)
{
	static char reason[] = "this program was linked without GSSAPI";

	(void)status;
	(void)type;
	(void)mechanism;
	*more = 0;
	text->value = reason;
	text->length = sizeof(reason) - 1;
	return nothing_to_release(minor);
}

uint32_t
gss_import_name(uint32_t *minor)
{
	return refuse(minor);
}

uint32_t
gss_init_sec_context(uint32_t *minor)
{
	return refuse(minor);
}

uint32_t
gss_release_buffer(uint32_t *minor)
{
	return nothing_to_release(minor);
}

uint32_t
gss_release_cred(uint32_t *minor)
{
	return nothing_to_release(minor);
}

uint32_t
gss_release_name(uint32_t *minor)
{
	return nothing_to_release(minor);
}

uint32_t
gss_unwrap(uint32_t *minor)
{
	return refuse(minor);
}

uint32_t
gss_wrap(uint32_t *minor)
{
	return refuse(minor);
}

uint32_t
gss_wrap_size_limit(uint32_t *minor)
{
	return refuse(minor);
}

/* libpq gives up when there is no handle; nothing after it is reached. */
void *
ldap_init(void)
{
	return NULL;
}

char *
ldap_err2string(void)
{
	static char reason[] = "this program was linked without LDAP";

	return reason;
}

int
ldap_count_entries(void)
{
	return 0;
}

void *
ldap_first_entry(void)
{
	return NULL;
}

void *
ldap_get_values_len(void)
{
	return NULL;
}

int
ldap_msgfree(void)
{
	return 0;
}

int
ldap_result(void)
{
	return -1;
}

int
ldap_search_st(void)
{
	return LDAP_UNAVAILABLE;
}

int
ldap_set_option(void)
{
	return LDAP_UNAVAILABLE;
}

int
ldap_simple_bind(void)
{
	return -1;
}

int
ldap_unbind(void)
{
	return 0;
}

void
ldap_value_free_len(void)
{
}
