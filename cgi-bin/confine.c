#include "cgi-bin/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/log.h"

/* Newer than the headers we may be built with: ABI 3 and 5. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (UINT64_C(1) << 15)
#endif

/* What the first version knows, from EXECUTE on. */
#define FIRST_RIGHTS ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

#define MAY_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Every right that a kernel of this ABI can deny, and we know of. */
static uint64_t
rights(long abi)
{
	uint64_t all = FIRST_RIGHTS;

	if (abi >= 2)
		all |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		all |= LANDLOCK_ACCESS_FS_TRUNCATE;
	if (abi >= 5)
		all |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	return all;
}

/* A directory that is not there is nothing to allow. */
static bool
allow(int ruleset, const char *readable)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = MAY_READ};
	long rc;

	rule.parent_fd = open(readable, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true;
	rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
	    &rule, 0);
	close(rule.parent_fd);
	return rc == 0;
}

void
confine_files(const char *readable)
{
	struct landlock_ruleset_attr attr = {0};
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
	int ruleset;

	if (abi < 1)
		return;
	attr.handled_access_fs = rights(abi);
	ruleset =
	    (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0 || (readable && !allow(ruleset, readable)) ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		log_warning("could not give up files: %s", strerror(errno));
	if (ruleset >= 0)
		close(ruleset);
}
